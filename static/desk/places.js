"use strict";

// On a phone the present place of the navigation comes into sight.

for (const place of document.querySelectorAll(".places [aria-current]")) {
  place.scrollIntoView({ block: "nearest", inline: "center" });
}
