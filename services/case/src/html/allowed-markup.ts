const words = (text: string): string[] => text.split(/\s+/)

/** Text, lists, tables, links and pictures: nothing that runs, is filled in, loads, or is read by other rules than HTML's. */
export const ALLOWED_TAGS = words(
  `p div span br hr h1 h2 h3 h4 h5 h6 blockquote pre code kbd samp var tt b strong i em u s strike del ins sub sup small big mark
   abbr acronym address cite dfn q bdi bdo font center wbr section article header footer main nav aside figure figcaption
   ul ol li dl dt dd dir menu table caption colgroup col thead tbody tfoot tr th td a img`,
)

/** Their text is for no reader, or for readers of other formats. */
export const DROPPED_WHOLE = words('script style title textarea option xmp template iframe noembed noframes object')

/** Ids, names and classes are left out: they could meet those of nobody here, and only link and style what is left out too. */
export const ALLOWED_ATTRIBUTES: Readonly<Record<string, string[]>> = {
  '*': words('style dir lang title align valign width height bgcolor'),
  font: words('color face size'),
  table: words('border cellpadding cellspacing'),
  td: words('colspan rowspan nowrap'),
  th: words('colspan rowspan nowrap scope'),
  col: ['span'],
  colgroup: ['span'],
  ol: words('start type reversed'),
  ul: ['type'],
  li: words('value type'),
  hr: words('size color noshade'),
  img: words('src alt border hspace vspace'),
  a: words('href rel target'),
}

/**
 * Words, numbers and colours: without a bracket of its own or a backslash there is neither `url()` nor an escape of it. A length by the
 * window's, or a container's that there is none of, would have a frame that is as high as its page grow without end.
 */
const HARMLESS = [
  /^(?=.{0,200}$)(?!.*\d(?:[dls]?v|cq)[bhimw])(?:(?:rgb|hsl)a?\([\d\s.,%/]*\)|[-\p{L}\p{N}_\s.,%#'"/+])*$/isu,
]

/** Nothing that lays an element over another, or loads. */
export const ALLOWED_STYLES: Readonly<Record<string, RegExp[]>> = Object.fromEntries(
  words(
    `color background background-color font font-family font-size font-style font-weight font-variant line-height letter-spacing
     word-spacing text-align text-decoration text-decoration-line text-decoration-color text-decoration-style text-indent
     text-transform vertical-align white-space word-break word-wrap overflow-wrap direction unicode-bidi display visibility
     float clear width min-width max-width height min-height max-height
     margin margin-top margin-right margin-bottom margin-left padding padding-top padding-right padding-bottom padding-left
     border border-top border-right border-bottom border-left border-color border-style border-width border-radius
     border-top-color border-right-color border-bottom-color border-left-color border-top-style border-right-style
     border-bottom-style border-left-style border-top-width border-right-width border-bottom-width border-left-width
     border-collapse border-spacing table-layout caption-side empty-cells list-style list-style-type list-style-position`,
  ).map((property) => [property, HARMLESS]),
)
