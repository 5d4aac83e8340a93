/// How a page looks: on screens light or dark as the reader's system is, on paper light and without cut drawings.
enum PageStyle {
  static let sheet =
    """
    :root{color-scheme:light dark;--paper:#fff;--ink:#1b1f24;--muted:#57606a;--edge:#d5d9de;--shade:#f5f6f8}
    @media screen and (prefers-color-scheme:dark){
    :root{--paper:#14171b;--ink:#e6e8eb;--muted:#a9b1bb;--edge:#343b43;--shade:#1b2026}}
    *{box-sizing:border-box}
    html{-webkit-text-size-adjust:100%}
    body{margin:0;background:var(--paper);color:var(--ink);font:15px/1.5 system-ui,-apple-system,"Segoe UI",\
    "Helvetica Neue",Arial,"Liberation Sans","DejaVu Sans",sans-serif}
    main{max-width:1000px;margin:0 auto;padding:28px 20px 48px}
    h1{font-size:25px;line-height:1.25;margin:0 0 6px;text-wrap:balance}
    h2{font-size:19px;margin:38px 0 8px;padding-bottom:4px;border-bottom:1px solid var(--edge)}
    h3{font-size:15px;margin:22px 0 4px}
    p,li{max-width:74ch}
    .about,figcaption,caption,.note{color:var(--muted);font-size:13px}
    .answer{background:var(--shade);border-left:4px solid #0072b2;padding:12px 18px;margin:18px 0}
    .answer p{font-size:17px;margin:4px 0 8px}
    .answer ul{margin:6px 0 2px;padding-left:20px}
    .scroll{overflow-x:auto}
    table{border-collapse:collapse;font-size:13px;font-variant-numeric:tabular-nums;margin:6px 0}
    caption{text-align:left;padding:4px 0 8px;caption-side:top}
    caption span{display:block;position:sticky;left:0;max-width:min(74ch,calc(100vw - 32px))}
    th,td{padding:4px 10px 4px 0;text-align:right;vertical-align:top;border-bottom:1px solid var(--edge)}
    th:first-child,td:first-child,td.words,th.words{text-align:left}
    thead th{border-bottom:2px solid var(--ink);vertical-align:bottom}
    tbody th{font-weight:400}
    th:first-child{position:sticky;left:0;background:var(--paper)}
    th[scope=row]:first-child{min-width:9.5em}
    tbody.group th[rowspan]{font-weight:600}
    tbody.group{border-bottom:1px solid var(--ink)}
    tbody.group th.words{white-space:nowrap}
    td{white-space:nowrap}
    td.best{font-weight:700}
    .plots{display:grid;grid-template-columns:repeat(auto-fit,minmax(min(100%,400px),1fr));gap:14px 28px;\
    margin:10px 0;align-items:start}
    figure{margin:8px 0;min-width:0}
    figure h3{margin:0 0 2px}
    figcaption{margin:2px 0 0;max-width:74ch}
    svg.chart{display:block;width:100%;max-width:540px;height:auto}
    .legend{display:flex;flex-wrap:wrap;gap:4px 18px;list-style:none;padding:0;margin:8px 0;font-size:13px}
    .legend li{overflow-wrap:anywhere}
    .legend svg{display:inline-block;width:14px;height:14px;vertical-align:-2px;margin-right:5px}
    dl{display:grid;grid-template-columns:max-content 1fr;gap:3px 18px;font-size:13.5px}
    dt{color:var(--muted)}
    dd{margin:0;overflow-wrap:anywhere}
    pre{background:var(--shade);padding:10px 14px;white-space:pre-wrap;overflow-wrap:anywhere;font-size:13px}
    @media (max-width:560px){main{padding:18px 12px 36px}h1{font-size:21px}dl{grid-template-columns:1fr}dd{margin-bottom:6px}}
    @page{size:A4;margin:15mm}
    @media print{
    body{font-size:10pt}
    main{max-width:none;padding:0}
    h1{font-size:16pt}
    h2{font-size:13pt;margin-top:16pt;break-after:avoid}
    h3{break-after:avoid}
    .answer,figure,tr,pre,dl,.legend{break-inside:avoid}
    .answer p{font-size:11pt}
    .plots{grid-template-columns:1fr 1fr;gap:8pt 14pt}
    table{font-size:8.5pt}
    th,td{padding-right:7pt}
    .scroll{overflow:visible}
    thead{display:table-header-group}}

    """
}
