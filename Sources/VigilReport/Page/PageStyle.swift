/// The style sheet of a report page: light or dark like the reader's system, and light on paper.
enum PageStyle {
  static let sheet =
    """
    :root{color-scheme:light dark;--page:#f4f6f8;--card:#fff;--ink:#16191d;--muted:#5a6472;--rule:#e4e8ed;
    --accent:#2a66d4;--alarm:#d0213f;--calm:#0b7a55;--warn:#fff4d6;--warn-ink:#6a4700;--warn-rule:#e8c66a}
    @media screen and (prefers-color-scheme:dark){:root{--page:#0d1015;--card:#161b22;--ink:#e9edf2;--muted:#9aa5b4;
    --rule:#262d37;--accent:#6ea8ff;--alarm:#ff6b81;--calm:#4fd1a0;--warn:#33290f;--warn-ink:#f5d98a;--warn-rule:#6b5722}}
    *{box-sizing:border-box}
    body{margin:0;background:var(--page);color:var(--ink);
    font:15px/1.5 system-ui,-apple-system,"Segoe UI",Roboto,"Helvetica Neue",Arial,sans-serif;
    font-variant-numeric:tabular-nums;-webkit-text-size-adjust:100%}
    main{max-width:1024px;margin:0 auto;padding:28px 20px 40px}
    header p{margin:0;color:var(--muted)}
    h1{margin:2px 0 6px;font-size:26px;line-height:1.25;overflow-wrap:anywhere}
    h2{margin:0 0 14px;font-size:17px}
    h3{margin:0 0 6px;font-size:13px;color:var(--muted);font-weight:600}
    section,.tiles>div{background:var(--card);border:1px solid var(--rule);border-radius:12px}
    section{padding:20px;margin-top:18px}
    .warning{background:var(--warn);border:1px solid var(--warn-rule);color:var(--warn-ink);border-radius:12px;
    padding:12px 18px;margin:18px 0 0}
    .verdict{font-size:18px;color:var(--ink)}
    .verdict .found{color:var(--alarm);font-weight:600}.verdict .calm{color:var(--calm);font-weight:600}
    .tiles{display:grid;grid-template-columns:repeat(auto-fit,minmax(150px,1fr));gap:12px;margin-top:18px}
    .tiles>div{padding:14px 16px}
    .tiles dt{color:var(--muted);font-size:13px}
    .tiles dd{margin:2px 0 0;font-size:24px;font-weight:650;line-height:1.25}
    .tiles small{display:block;font-size:13px;font-weight:400;color:var(--muted)}
    .tiles .alarm{color:var(--alarm)}
    .tiles.many{grid-template-columns:repeat(3,1fr)}
    dl{margin:0}
    .chart{width:100%;height:auto}
    .narrow{display:none}
    .note{color:var(--muted);font-size:13px;margin:10px 0 0}
    table{border-collapse:collapse;width:100%}
    th{text-align:left;font-weight:600;color:var(--muted);font-size:13px;padding:0 12px 8px 0}
    td{padding:10px 12px 10px 0;border-top:1px solid var(--rule);vertical-align:middle}
    td.number,th.number{text-align:right;padding-right:28px;white-space:nowrap}
    .events .index{width:52px}.events .picture{width:200px}.events .peak{width:36%}
    .events img{display:block;width:176px;height:auto;max-height:132px;object-fit:contain;border-radius:8px;
    background:var(--rule)}
    .index span{display:inline-block;min-width:24px;padding:1px 7px;border-radius:6px;background:var(--alarm);
    color:var(--card);font-weight:600;font-size:13px;text-align:center}
    .peak{min-width:150px}
    .scroll{overflow-x:auto}
    .meter{display:block;width:100%;height:8px;margin-top:4px}
    .meter .track{fill:var(--rule)}.meter .value{fill:var(--alarm)}.meter .limit{fill:var(--ink)}
    .peak small{color:var(--muted)}
    tr:target td{background:color-mix(in srgb,var(--accent) 12%,transparent)}
    .facts{display:grid;grid-template-columns:repeat(auto-fit,minmax(min(100%,380px),1fr));gap:22px 32px}
    .facts dl{display:grid;grid-template-columns:minmax(84px,auto) 1fr;gap:3px 14px;font-size:14px}
    .facts dt{color:var(--muted)}
    .facts dd{margin:0;overflow-wrap:anywhere}
    .hash{font:12px/1.5 ui-monospace,SFMono-Regular,Menlo,Consolas,monospace}
    footer{margin-top:22px;color:var(--muted);font-size:13px}
    @media (max-width:640px){main{padding:16px 12px 28px}section{padding:16px 14px}h1{font-size:21px}
    .tiles,.tiles.many{grid-template-columns:1fr 1fr}.tiles dd{font-size:20px}
    .wide{display:none}.narrow{display:block}
    .events thead{display:none}
    .events tr{display:grid;grid-template-columns:repeat(3,1fr);gap:8px 14px;padding:14px 0;border-top:1px solid var(--rule)}
    .events td{display:block;border:0;padding:0}.events td.number{text-align:left}
    .events .picture,.events .peak{width:auto}
    .events tr:not(.pictured) .index{grid-column:1/-1}
    .events .pictured{position:relative}.events .pictured .index{position:absolute;top:22px;left:8px}
    .events td[data-label]:before{content:attr(data-label);display:block;color:var(--muted);font-size:12px}
    .events .picture,.events .peak{grid-column:1/-1}.events .picture img{width:100%;max-height:none}}
    @media print{body{background:none;font-size:11pt}main{max-width:none;padding:0}section,.tiles>div{break-inside:avoid}
    section{border:0;padding:0;margin-top:22px}.events tr{break-inside:avoid}
    .events img{width:130px}.facts{grid-template-columns:1fr 1fr}*{print-color-adjust:exact;-webkit-print-color-adjust:exact}}

    """ + ChartStyle.sheet
}
