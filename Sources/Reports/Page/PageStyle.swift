/// How a page looks: on a phone, on a desk, dark and light, on paper.
enum PageStyle {
  /// The style sheet.
  static let text = """
    :root { color-scheme: light dark; --ink: #1a1a1a; --soft: #5c5c5c; --paper: #fff; --line: #d8d8d8;
      --wash: #f4f4f2; --mark: #2160b0; }
    @media (prefers-color-scheme: dark) { :root { --ink: #e8e8e6; --soft: #a4a4a0; --paper: #17181a;
      --line: #3a3b3e; --wash: #222326; --mark: #8db8f2; } }
    * { box-sizing: border-box; }
    body { margin: 0 auto; padding: 1.5rem 1rem 4rem; max-width: 52rem; color: var(--ink);
      background: var(--paper); font: 1rem/1.55 system-ui, "Noto Sans", "Noto Sans CJK SC",
      "Droid Sans Fallback", sans-serif; overflow-wrap: break-word; }
    h1 { font-size: 1.7rem; line-height: 1.25; margin: 0 0 .4rem; }
    h2 { font-size: 1.25rem; margin: 2.2rem 0 .6rem; padding-bottom: .2rem;
      border-bottom: 1px solid var(--line); }
    h3, h4, h5, h6 { font-size: 1.05rem; margin: 1.4rem 0 .4rem; }
    .byline { color: var(--soft); margin: 0 0 1.2rem; }
    a { color: var(--mark); }
    pre { overflow-x: auto; padding: .7rem; background: var(--wash); border-radius: 4px;
      font-size: .78rem; line-height: 1.4; }
    code { font-family: ui-monospace, "DejaVu Sans Mono", monospace; font-size: .9em; }
    blockquote { margin: 0; padding-left: 1rem; border-left: 3px solid var(--line); }
    .scroll { overflow-x: auto; margin: .8rem 0 .3rem; }
    table { border-collapse: collapse; font-size: .92rem; font-variant-numeric: tabular-nums; }
    th, td { padding: .28rem .6rem; text-align: left; border-bottom: 1px solid var(--line);
      vertical-align: bottom; }
    td { white-space: nowrap; }
    th { border-bottom: 2px solid var(--soft); }
    .n { text-align: right; }
    th button { font: inherit; font-weight: 600; color: inherit; background: none; border: 0; padding: 0;
      text-align: inherit; cursor: pointer; }
    th[aria-sort=ascending] button::after { content: " ▲"; font-size: .7em; }
    th[aria-sort=descending] button::after { content: " ▼"; font-size: .7em; }
    .caption, figcaption { color: var(--soft); font-size: .92rem; margin: .35rem 0 1.4rem; }
    .caption b, figcaption b { color: var(--ink); }
    figure { margin: 1.4rem 0; }
    .zoom { display: block; width: 100%; padding: 0; border: 0; background: none; cursor: zoom-in; }
    .zoom img { display: block; max-width: 100%; height: auto; margin: 0 auto .6rem; border-radius: 3px; }
    .pair { display: grid; grid-template-columns: repeat(auto-fit, minmax(15rem, 1fr)); gap: .8rem; }
    .pair p, .name { text-align: center; margin: .4rem 0; font-weight: 600; font-size: .95rem; }
    details { margin: 1rem 0; }
    summary { cursor: pointer; color: var(--soft); }
    .plot { position: relative; margin: .4rem auto 1rem; width: 100%; max-width: 34rem; }
    [data-plot] { max-width: 34rem; margin: 0 auto; }
    [data-plot].wide { max-width: none; }
    .plot canvas { display: block; width: 100%; background: var(--paper); border: 1px solid var(--line);
      border-radius: 3px; touch-action: pan-y; }
    .plots { display: grid; grid-template-columns: repeat(auto-fit, minmax(15rem, 1fr)); gap: .8rem; }
    .views, .classes { display: flex; flex-wrap: wrap; gap: .3rem; margin: .3rem 0; }
    .views button, .classes button { font: inherit; font-size: .85rem; padding: .15rem .6rem;
      color: inherit; background: var(--wash); border: 1px solid var(--line); border-radius: 1rem;
      cursor: pointer; }
    .views button[aria-pressed=true] { background: var(--mark); color: var(--paper);
      border-color: var(--mark); }
    .classes button[aria-pressed=false] { opacity: .4; text-decoration: line-through; }
    .classes i { display: inline-block; width: .7em; height: .7em; border-radius: 50%;
      margin-right: .35em; }
    .tip { position: absolute; z-index: 2; pointer-events: none; padding: .4rem; font-size: .82rem;
      line-height: 1.35; background: var(--paper); border: 1px solid var(--soft); border-radius: 4px;
      box-shadow: 0 2px 8px #0004; max-width: 14rem; }
    .tip canvas { width: 96px; height: auto; image-rendering: pixelated; border: 0; margin-bottom: .2rem; }
    .still { display: none; }
    .static .still { display: block; }
    dialog { border: 0; padding: 0; max-width: 98vw; max-height: 98vh; background: #fff; }
    dialog::backdrop { background: #000b; }
    dialog img { display: block; max-width: 98vw; max-height: 96vh; }
    :focus-visible { outline: 2px solid var(--mark); outline-offset: 2px; }
    @page { size: A4; margin: 17mm 16mm; }
    @media print {
      :root { color-scheme: light; --ink: #000; --soft: #333; --paper: #fff; --line: #bbb; --wash: #f4f4f2;
        --mark: #000; }
      body { max-width: none; padding: 0; font-size: 10.5pt; }
      h2, h3, .name { break-after: avoid; }
      figure:not(:has(.plotted)), tr, pre, .zoom, .scroll { break-inside: avoid; }
      figcaption, .caption { break-before: avoid; break-inside: avoid; }
      thead { display: table-header-group; }
      details.printed::details-content { content-visibility: visible; block-size: auto; }
      details.printed > summary { display: none; }
      .scroll { overflow: visible; }
      table { font-size: 8.5pt; width: 100%; }
      td { white-space: normal; }
      pre { font-size: 7pt; white-space: pre-wrap; }
      [data-plot], dialog { display: none; }
      .plotted { display: block; }
      .plotted .name { display: none; }
      .still { display: block; }
      .zoom img { max-width: 150mm; max-height: 125mm; }
      .pair .zoom img { max-width: 100%; }
      .plotted .zoom img { max-width: 136mm; }
      th button::after { content: none !important; }
    }
    """
}
