# The units in docs/systemd/ as they are in the package.
s#column-backup\.#advice-column-backup.#g
s#\bcolumn\.service#advice-column.service#g
s#=column$#=advice-column#
s#/etc/column\.env#/etc/advice-column.env#
s#/var/lib/column#/var/lib/advice-column#
s#/srv/column/\.venv/bin/python manage\.py#/usr/bin/python3 -P -m advice#
/^WorkingDirectory=/c\
WorkingDirectory=/var/lib/advice-column\
Environment=PYTHONPATH=/usr/lib/advice-column PYTHONDONTWRITEBYTECODE=1
/^# .*Copy to /d
/^# the two paths/d
/^ExecStartPre=/d
