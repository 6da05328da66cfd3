import { micromark } from "micromark";
import { gfm, gfmHtml } from "micromark-extension-gfm";
import sanitizeHtml from "sanitize-html";
import { Html } from "../../html.ts";

/** What GitHub lets through of the HTML in Markdown, as far as reports use it. */
const ALLOWED: sanitizeHtml.IOptions = {
  allowedTags: [...sanitizeHtml.defaults.allowedTags, "details", "summary", "img", "del", "input", "picture"],
  allowedAttributes: {
    a: ["href", "title"],
    img: ["src", "alt", "title", "width", "height"],
    code: ["class"],
    th: ["align"],
    td: ["align"],
    details: ["open"],
    input: [{ name: "type", values: ["checkbox"] }, "checked", "disabled"],
  },
  allowedSchemes: ["http", "https", "mailto"],
  // No picture is fetched from anywhere: a page that is looked at tells nobody.
  allowedSchemesByTag: { img: ["data"] },
};

/** Markdown as GitHub renders it (GFM), made safe to show. A mention that would notify somebody is marked as one. */
export function renderMarkdown(text: string): Html {
  const options = { allowDangerousHtml: true, extensions: [gfm()], htmlExtensions: [gfmHtml()] };
  const clean = sanitizeHtml(micromark(text, options), ALLOWED);
  return new Html(markMentions(clean));
}

/** Outside of code and tags, `@name` is a mention: seen as a person would see it, so that none slips through unnoticed. */
function markMentions(markup: string): string {
  const parts = markup.split(/(<pre[\s\S]*?<\/pre>|<code[\s\S]*?<\/code>|<[^>]+>)/);
  return parts
    .map((part, at) =>
      at % 2 === 1
        ? part
        : part.replaceAll(/(?<![\w/@.-])@([a-z\d](?:[a-z\d-]{0,38}))/gi, '<strong class="mention">@$1</strong>'),
    )
    .join("");
}
