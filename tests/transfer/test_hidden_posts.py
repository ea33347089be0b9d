"""A post that was not public stays so, wherever its site said that: in doubt nothing is public."""

import pytest

from questions.actions.import_decisions import can_be_public
from questions.transfer.items import Item
from questions.transfer.prepare import prepare_post
from questions.transfer.readers.eleventy_rules import read_object
from tests.transfer.sheets import OPTIONS, posts_of
from tests.transfer.test_folders import write_files

POST = "---\ntitle: T\ndate: 2020-01-01\n---\nText"
BARE = "Title: T\nDate: 2020-01-01\n\nText"
ELEVENTY = {".eleventy.js": "module.exports = (c) => ({});"}
HUGO = {"hugo.toml": ""}
JEKYLL = {"_config.yml": "", "_posts/2020-01-01-open.md": POST}
PELICAN = {"pelicanconf.py": "PATH = 'content'\n"}
PROGRAM = "module.exports = { permalink: (data) => data.sent && '/x/' };"
DOCS_DRAFTS = """// Drafts are left out
export default async function(eleventyConfig) {
  eleventyConfig.addPreprocessor("drafts", "*", (data, content) => {
    if (data.draft) {
      data.title = `${data.title} (draft)`;
    }
    if(data.draft && process.env.ELEVENTY_RUN_MODE === "build") {
      return false;
    }
  });
}"""


def with_head(*lines, text=POST):
    """A post with further metadata."""
    return text.replace("title: T\n", "\n".join(("title: T", *lines, "")))


# What the site has, the post that it kept from the public, and a word of the reason.
HIDDEN = {
    "eleventy program of a folder": (ELEVENTY, {"posts/posts.11tydata.js": PROGRAM}, "11tydata.js"),
    "eleventy program, cjs": (ELEVENTY, {"posts/posts.11tydata.cjs": PROGRAM}, "11tydata.cjs"),
    "eleventy program of one text": (ELEVENTY, {"posts/one.11tydata.mjs": PROGRAM}, "one.11ty"),
    "eleventy plain program": (
        ELEVENTY,
        {"posts/posts.11tydata.js": "export default {\n\tlayout: 'a', permalink: false, };\n"},
        "no page",
    ),
    "eleventy data of one text": (ELEVENTY, {"posts/one.json": '{"draft": true}'}, "draft"),
    "eleventy data in YAML": (ELEVENTY, {"posts/posts.11tydata.yaml": "permalink: no"}, "page"),
    "eleventy broken data": (ELEVENTY, {"posts/posts.json": "{"}, "posts.json"),
    "eleventy data of the site": (ELEVENTY, {"_data/draft.json": "true"}, "draft"),
    "eleventy computed program": (ELEVENTY, {"_data/eleventyComputed.js": "x"}, "Computed.js"),
    "eleventy computed data": (
        ELEVENTY,
        {"posts/posts.json": '{"eleventyComputed": {"permalink": "{{ x }}"}}'},
        "posts.json",
    ),
    "eleventy own computed": (
        ELEVENTY,
        {"posts/one.md": with_head("eleventyComputed:", "  permalink: '{{ x }}'")},
        "one.md",
    ),
    "eleventy condition": (
        ELEVENTY,
        {"posts/one.md": with_head("permalink: '{% if live %}/x/{% endif %}'")},
        "one.md",
    ),
    "eleventy in no list": (
        ELEVENTY,
        {"posts/posts.json": '{"eleventyExcludeFromCollections": true}'},
        "lists",
    ),
    "eleventy ignored": (ELEVENTY, {".eleventyignore": "/posts/*\n!posts/x.md"}, "eleventyignore"),
    "eleventy ignored by git": (ELEVENTY, {".gitignore": "# mine\none.md"}, "gitignore"),
    "eleventy program of the site": (
        {".eleventy.js": "module.exports = (c) => { c.ignores.add('posts/one.md'); };"},
        {},
        ".eleventy.js",
    ),
    "eleventy loaded program": (
        {"eleventy.config.mjs": "import x from './lib/x';"},
        {"lib/x.js": "export default (c) => c.addPreprocessor('a', '*', () => false);"},
        "lib/x",
    ),
    "eleventy lost program": ({"eleventy.config.mjs": "import x from './x.js';"}, {}, "x.js"),
    "eleventy other folder": (
        {".eleventy.js": "module.exports = () => ({ dir: { input: 'src' } });"},
        {"src/open.md": POST},
        "outside",
    ),
    "hugo cascade": (
        {"hugo.toml": "[[cascade]]\ndraft = true\n[cascade._target]\npath = '/posts/**'\n"},
        {},
        "draft",
    ),
    "hugo cascade of a build": (
        HUGO,
        {
            "config/_default/cascade.yaml": "- target: {path: '{/posts/**}'}\n"
            "  build: {render: never}"
        },
        "no page",
    ),
    "hugo cascade in JSON": (
        {"hugo.json": '{"cascade": {"_build": {"render": false}}}'},
        {},
        "no page",
    ),
    "hugo settings for production": (
        HUGO,
        {"config/production/hugo.yaml": "cascade: {params: {private: true}}"},
        "private",
    ),
    "hugo broken settings": ({"hugo.toml": "["}, {}, "hugo.toml"),
    "hugo broken section": (HUGO, {"content/posts/_index.md": "---\na: [\n---\n"}, "_index.md"),
    "hugo section of a language": (
        HUGO,
        {"content/posts/_index.en.md": "---\ncascade:\n  draft: true\n---\n"},
        "draft",
    ),
    "hugo headless": (HUGO, {"content/posts/one.md": with_head("headless: true")}, "no page"),
    "hugo unlisted": (HUGO, {"content/posts/one.md": with_head("build: {list: never}")}, "lists"),
    "hugo expired": (
        HUGO,
        {"content/posts/one.md": with_head("unpublishDate: 2021-01-01")},
        "past",
    ),
    "hugo to come": (
        {"hugo.toml": "buildFuture = true"},
        {"content/posts/one.md": with_head("pubDate: 2093-01-01")},
        "to come",
    ),
    "hugo own name of a date": (
        {"hugo.yaml": "frontmatter: {publishDate: [embargo, ':default']}"},
        {"content/posts/one.md": with_head("embargo: 2093-01-01")},
        "to come",
    ),
    "hugo ignored": ({"hugo.yaml": "ignoreFiles: ['posts/.*\\.md$']"}, {}, "no page"),
    "hugo ignored, who knows": ({"hugo.yaml": "ignoreFiles: ['(a+)+$']"}, {}, "ignoreFiles"),
    "hugo mounts": (
        {"hugo.yaml": "module: {mounts: [{source: content, target: content, files: ['!one*']}]}"},
        {},
        "mounts",
    ),
    "hugo language": ({"hugo.yaml": "languages: {posts: {disabled: true}}"}, {}, "language"),
    "hugo resource": (HUGO, {"content/posts/index.md": POST}, "another page"),
    "hugo outside": ({"hugo.yaml": "contentDir: text"}, {"text/open.md": POST}, "outside"),
    "hugo locked body": (
        HUGO,
        {"content/posts/one.md": f"{POST}\n{{{{% hugo-encryptor 'x' %}}}}"},
        "password",
    ),
    "jekyll defaults": (
        {**JEKYLL, "_config.yml": "defaults: [{scope: {path: _posts/a}, values: {published: no}}]"},
        {},
        "draft",
    ),
    "jekyll defaults by a pattern": (
        {
            **JEKYLL,
            "_config.yml": "defaults:\n- scope: {path: '*/a/*', type: posts}\n"
            "  values: {published: false}\n"
            "- {scope: {path: _posts/a/}, values: {published: true}}",
        },
        {},
        "draft",
    ),
    "jekyll excluded": ({**JEKYLL, "_config.yml": "exclude: [_posts/a/]"}, {}, "left it out"),
    "jekyll second settings": (JEKYLL, {"_config_production.yml": "exclude: ['*-one.md']"}, "out"),
    "jekyll broken settings": ({**JEKYLL, "_config.yml": "a: ["}, {}, "_config.yml"),
    "jekyll other folder": (
        {**JEKYLL, "_config.yml": "source: src", "src/_posts/2020-01-01-x.md": POST},
        {},
        "outside",
    ),
    "jekyll no pages": (
        {**JEKYLL, "_config.yml": "collections: {posts: {output: false}}"},
        {},
        "no pages",
    ),
    "jekyll plugin": (JEKYLL, {"_plugins/x.rb": "post.data['published'] = false"}, "_plugins/x"),
    "jekyll unlisted": (JEKYLL, {"_posts/a/2020-01-02-one.md": with_head("hidden: true")}, "lists"),
    "pelican excluded": ({"pelicanconf.py": "ARTICLE_EXCLUDES = ['posts']\n"}, {}, "left it out"),
    "pelican paths": (
        {"pelicanconf.py": "ARTICLE_PATHS = ['open']\n"},
        {"content/open/x.md": BARE},
        "outside",
    ),
    "pelican ignored": ({"pelicanconf.py": "IGNORE_FILES = ['one.*']\n"}, {}, "left it out"),
    "pelican default": (
        {"pelicanconf.py": "DEFAULT_METADATA = {\n 'a': {'b': 1},\n 'status': 'hidden'}\n"},
        {},
        "not published",
    ),
    "pelican default, worked out": (
        {"pelicanconf.py": "DEFAULT_METADATA = dict(status='draft')\n"},
        {},
        "pelicanconf.py",
    ),
    "pelican later": (
        PELICAN,
        {"publishconf.py": "from pelicanconf import *\nDEFAULT_METADATA['status'] = 'draft'\n"},
        "publishconf.py",
    ),
    "pelican elsewhere": (PELICAN, {"publishconf.py": "from mine import *\n"}, "publishconf.py"),
    "pelican broken settings": ({"pelicanconf.py": "PATH = ("}, {}, "pelicanconf.py"),
    "pelican by path": (
        {"pelicanconf.py": "EXTRA_PATH_METADATA = {'posts': {'status': 'draft'}}\n"},
        {},
        "not published",
    ),
    "pelican by a pattern": (
        {"pelicanconf.py": "PATH_METADATA = '(?P<status>draft)/.*'\n"},
        {},
        "pelicanconf.py",
    ),
    "pelican plugin": (PELICAN, {"plugins/x.py": "article.status = 'draft'"}, "plugins/x.py"),
}
PLACES = {
    "eleventy": ("posts/one.md", POST),
    "hugo": ("content/posts/one.md", POST),
    "jekyll": ("_posts/a/2020-01-02-one.md", POST),
    "pelican": ("content/posts/one.md", BARE),
}


def reason_of(folder, name, files):
    """Why a post of a site is not public."""
    place, text = PLACES[name]
    write_files(folder, **{place: text} | files)
    posts = {post.place: post for post in posts_of(folder)}
    return next(post.draft_reason for path, post in posts.items() if path.endswith(place))


@pytest.mark.parametrize("name", HIDDEN)
def test_what_a_site_hid_or_may_have_hidden_is_not_public(name, tmp_path):
    base, files, word = HIDDEN[name]
    kind = name.partition(" ")[0]
    assert reason_of(tmp_path / "without", kind, PLAIN[kind]) == ""
    assert word in reason_of(tmp_path / "with", kind, base | files)


@pytest.mark.parametrize("name", ["eleventy condition", "hugo cascade", "jekyll excluded"])
def test_settings_hold_in_the_folder_that_a_download_puts_around(name, tmp_path):
    base, files, word = HIDDEN[name]
    kind = name.partition(" ")[0]
    place, text = PLACES[kind]
    inner = {f"site-main/{path}": words for path, words in ({place: text} | base | files).items()}
    (reason,) = {post.draft_reason for post in posts_of(write_files(tmp_path, **inner))} - {""}
    assert word in reason


PLAIN = {"eleventy": ELEVENTY, "hugo": HUGO, "jekyll": JEKYLL, "pelican": PELICAN}
# What says nothing of that, so that everything is public.
OPEN = {
    "eleventy program with plain values": (
        "eleventy",
        {"posts/posts.11tydata.js": "module.exports = {layout:\"a.njk\", tags: ['posts']};"},
    ),
    "eleventy's own example": ("eleventy", {".eleventy.js": DOCS_DRAFTS}),
    "eleventy program for the look": (
        "eleventy",
        {".eleventy.js": "const d = require('./d.js');", "d.js": "exports.day = x => x;"},
    ),
    "eleventy other data": (
        "eleventy",
        {"posts/menu.json": '{"draft": true}', "_data/site.js": "x", "_data/menu.json": "{}"},
    ),
    "eleventy ignored and taken back": ("eleventy", {".eleventyignore": "posts\n!posts/one.md"}),
    "hugo cascade elsewhere": (
        "hugo",
        {"hugo.yaml": "cascade: [{draft: true, _target: {path: /notes/**}}]\ndisableKinds: [RSS]"},
    ),
    "hugo ignores of blogdown": (
        "hugo",
        {"hugo.toml": "ignoreFiles = ['\\.Rmd$', '\\.Rmarkdown$', '_cache$']"},
    ),
    "jekyll ordinary": (
        "jekyll",
        {
            "_config.yml": "exclude: [Gemfile, vendor, README.md]\ndefaults:\n"
            "- {scope: {path: '', type: drafts}, values: {published: false}}\n"
            "- {scope: {path: ''}, values: {published: false}}\n"
            "- {scope: {path: _posts, type: posts}, values: {published: true, layout: post}}",
            "_config.dev.yml": "exclude: [_posts]",
            "_plugins/day.rb": "puts 1",
        },
    ),
    "pelican ordinary": (
        "pelican",
        {
            "pelicanconf.py": "import os\nPATH = 'content'\nPLUGINS = [x() for x in ()]\n"
            "ARTICLE_EXCLUDES = ['drafts']\nDEFAULT_METADATA = {'status': 'published'}\n",
            "publishconf.py": "import sys\nsys.path.append(os.curdir)\n"
            "from pelicanconf import *\nRELATIVE_URLS = False\n",
        },
    ),
}


@pytest.mark.parametrize("name", OPEN)
def test_what_says_nothing_of_it_hides_nothing(name, tmp_path):
    kind, files = OPEN[name]
    assert reason_of(tmp_path, kind, PLAIN[kind] | files) == ""


def test_a_person_can_overrule_a_doubt_and_nothing_else(tmp_path):
    write_files(
        tmp_path,
        **ELEVENTY,
        **{
            "posts/posts.11tydata.js": PROGRAM,
            "posts/one.md": POST,
            "posts/two.md": with_head("draft: true"),
        },
    )
    items = [next(prepare_post(post, OPTIONS)) for post in posts_of(tmp_path)]
    reasons = [item.draft_reasons[:1] for item in items]  # another is that it has no letter
    assert not any(item.is_public for item in items)
    assert [can_be_public(Item("x", draft_reasons=one)) for one in reasons] == [True, False]


@pytest.mark.parametrize(
    "text",
    [
        "module.exports = { permalink: data => false };",
        "module.exports = { ...other };",
        "module.exports = { permalink: `x` };",
        "module.exports = { tags: 'a' }; module.exports.draft = true;",
        "module.exports = { a: b };",
        "const draft = true; module.exports = { draft };",
        'module.exports = { a: "\\x" };',
    ],
)
def test_only_plain_values_of_a_program_are_read(text):
    assert read_object(text) is None


def test_a_plain_object_of_a_program_is_read():
    text = "'use strict';\n/* a */\nexport default {\n\tDraft: true, 'b': [1, 'c',], };\n"
    assert read_object(text) == {"draft": "true", "b": [1, "c"]}
