"""Texts for property tests: arbitrary Unicode, and news full of what tempts the passes."""

from __future__ import annotations

from hypothesis import settings
from hypothesis import strategies as st

# For properties that cost next to nothing.
MANY = settings(max_examples=8 * settings().max_examples)

LONG = "The ministry said on Monday that exports of grain had risen by a tenth in the first half of the year."
LONG_TOO = (
    "“We will need 12 more ships,” the ambassador told reporters in Minsk, "
    "and added that 3.5 million tonnes had been sold."
)
WRAPPED = (
    "The harbour board said on Friday that the number of ships that\n"
    "called at the port had fallen by a fifth since the spring, as a\n"
    "weaker currency and a long strike kept the owners of the larger\n"
    "ones away, while the ferries went on as before and on time.\n"
)

# What a text must not hold, or what hangs on its neighbours: one character each.
ODD = (
    "\x00\x01\x07\x1b\x7f\x85\x9f\ud800\udbff\udc00\udce9\udfff\u00ad\ufeff\u200b\u200c\u200d\u200e\u2060\u202e\u2069\u061c"
    "\u0300\u0301\u0308\u0323\u0327\u0345\u093c\u09be\u1161\u11a8\ufe0f\u20e3\ufffd\ufb01\uff11\uff21\u212b\u2126\u0958"
    " \t\n\r\x0b\x0c\u00a0\u1680\u2007\u2009\u202f\u2028\u2029\u3000\U000e0041\U000e007f\U0001f3f4\U0001f468\U0001f3fd"
    "<>&;#/-![](){}*_|\"'’“”.,:?5aAéÉßñжЖ中한あ\u0627\u05d0"
)

WORDS = (
    "the",
    "bank",
    "Oil",
    "prices",
    "rose",
    "U.S.",
    "said",
    "a",
    "an",
    "iPhone",
    "NATO",
    "3.5",
    "12",
    "1,200",
    "5%",
    "$9",
)
MARKUP = (
    "<p", "<p>", "</p>", "</p", "/p>", "<pIn a related case", "<br/>", "<b>", "</b>", "<div class=\"x\">",
    "class=\"lead\">", "<!--", "-->", "<!-- ad -->", "<![CDATA[", "]]>", "<script>", "</script>",
    "<script>var a = 1 < 2;</script>", "<", ">", "<TXN.N>", "a < b", "<3", "<a href='/x'>", "</a>", "<td>", "<li",
    "<strong", "[ad_1]", "[caption id=\"a1\"]", "[/caption]", "{{ title }}", "{% if %}", "**", "**bold**", "__",
    "*so*", "_so_", "~~so~~", "'''Minsk'''", "''so''", "== A ==\n", "> ", "[b]", "[/b]", "[url=/x]", "[it][1]", "\n[1]: https://a.b/c\n",
    "[[File:a.jpg|x]]", "[embed]https://a.b/c[/embed]", ", opens new tab", " (opens in a new window)", "<%= x %>", "${name}",
    "%%title%%", " %s ", "\nundefined\n", "\n.a {\n", "color: red;\n", "}\n", "});", "{{{x}}}", "body{margin:0}",
    "the <b> tag", "`<p>`", "AB.N/a>", "rose/span>", "target=/x\">", "</a", "br />",
    "## ", "# ", "[text](https://example.com/a)", "[[Minsk|capital]]", "![](/a)",
)  # fmt: skip
ENTITIES = (
    "&", "&amp;", "&amp;amp;lt;", "&lt;p&gt;", "&lt;", "&gt;", "&nbsp;", "&nbsp", "&#8217;", "&amp;#8217;", "&#146;",
    "&#0;", "&#xD800;", "&#x2028;", "&#10;", "&#173;", "&#769;", "#39;s", " #39;s", "quot;", "&quot;", "&copy=2",
    "AT&T", "&#50;", "amp;", " #39; ", " quot; ", "#151;", "& amp;", "&#39 ", "&quot ", "AT amp;T", "lt;b gt;", "'mistakes #39;",
    "\\", "\\\\", "the\\bank", "\\$48", "\\\"", "isn\\'t", "\\n", "\\n\\nThe", "\\u2019", "C:\\new", "\\/",
)  # fmt: skip
MOJIBAKE = (
    "Russiaâ€™s", "cafÃ©", "â€œ", "â€", "Â\u00a0", "Ã\u00a0", "ï»¿", "ï¿½", "РџСЂРёРІРµС‚", "â€“", "Ã¢â‚¬â„¢",
    "\x93quoted\x94", "Ã©tÃ©", "SÃO PAULO", "вЂ™", "√©",
)  # fmt: skip
GARBLED = (
    "in buy to", "in buy in buy to to", "less than the aegis of", "For occasion,", "the Joined Nations",
    "the White Home", "created the assertion", "created the statement", "Ambassador Amazing and Plenipotentiary",
    "price range deficit", "loss of life toll", "BelTA has acquired", "have by now been", "two years in the past",
    "In Buy To", "IN BUY TO", "a electric vehicle", "electrical vehicle", "electric vehicle", "car business",
    "automobile industry", "in 3 phases", "in three stages", "in 3 stages", "a pair of days ago", "on the other palm",
    "as properly as", "US Air Drive",
)  # fmt: skip
WIDGETS = (
    "No time to read?", "Get a summary", "Next Article", "Previous article", "Previous articleRussia wins",
    "Read also: Grain rises", "Read also", "Read more", "Related articles", "Advertisement", "Share this article",
    "Sign up for our newsletter", "Follow us on Twitter", "Subscribe", "Comments", "0 comments", "By Ann Lee",
    "Published 18 July 2022", "Last updated: 3 hours ago", "Tags: grain, exports",
    "Copyright © 2022 Volga Herald. All rights reserved.", "Accept all cookies", "5 min read", "Home > News > Grain",
    "Up next", "Share", "Menu", "Advertisement spending fell by a third.", "- Next Article -", "→ Read more →",
    "Source: TASS", "Grain exports rise by a tenth - BBC News", "Grain Exports Rise by a Tenth",
    "Bridge Opens in Odesa After Nine Years",
)  # fmt: skip
CAPTIONS = (
    "Ambassador Vladimir Semashko. An archive photo", "Ambassador Vladimir Semashko. An archive image",
    "A ship in Odesa. (Photo by Ann Lee/Getty Images)", "Photo: Reuters", "File photo",
    "The museum bought an archive photo.",
)  # fmt: skip
DATELINES = (
    "MINSK, 18 July (BelTA) –",
    "LONDON (Reuters) -",
    "KYIV, July 18, 2022 —",
    "WASHINGTON —",
    "as cited by TASS",
    "told Reuters",
)
PROSE = (
    LONG, LONG, LONG_TOO, WRAPPED, "Sales rose in spring.The bank had expected less.",
    "It opened in Moscow. observers note that", "Sales rose ,, the bank said .", "No comment.", "Yes.", "Russia’s",
    "firm’s", "sector's", "“quoted”", "\"straight\"", "it's", "‘so’", "rates… [+12 chars]", "[+12 chars]", "[…]",
    "...", "…", "Sub-heading of a part", "• item", "1. item", "https://example.com/a?b=1&c=2",
)  # fmt: skip
FOREIGN = (
    "中文新闻：出口增长。", "株式会社ＮＴＴは", "価格", "Экспорт зерна вырос на десятую часть.", "Читайте также",
    "الصادرات ارتفعت",
    "שלום", "می\u200cخواهم", "Die Ausfuhr stieg um ein Zehntel.", "한국어", "हिन्दी", "👨\u200d👩\u200d👧", "👍🏽", "🇧🇾",
    "❤️", "𝔘", "＜ｐ＞",
)  # fmt: skip
JOINS = (
    " ",
    " ",
    " ",
    "",
    "  ",
    "\n",
    "\n\n",
    "\n\n",
    "\r\n",
    "\n \n",
    "\u2028",
    "\t",
    "\u00a0",
    ". ",
    ".",
    ", ",
    " , ",
)

FRAGMENTS = (
    WORDS + MARKUP + ENTITIES + MOJIBAKE + GARBLED + WIDGETS + CAPTIONS + DATELINES + PROSE + FOREIGN + tuple(ODD)
)

anything = st.text(st.one_of(st.characters(), st.sampled_from(ODD)), max_size=40)


def _pairs(fragments: tuple[str, ...], most: int) -> st.SearchStrategy[str]:
    pair = st.tuples(st.sampled_from(fragments), st.sampled_from(JOINS)).map("".join)
    return st.lists(pair, min_size=1, max_size=most).map("".join)


# Whole articles of blocks, and tight knots of what should not meet.
_articles = st.lists(
    st.one_of(st.sampled_from(PROSE + WIDGETS + CAPTIONS), _pairs(WORDS + GARBLED + DATELINES + FOREIGN, 6)),
    min_size=2,
    max_size=9,
).flatmap(lambda blocks: st.sampled_from(("\n\n", "\n", "\r\n", "\n \n\n")).map(lambda join: join.join(blocks)))
news = st.one_of(_pairs(FRAGMENTS, 14), _articles)

STRATEGIES = {"anything": anything, "news": news}
