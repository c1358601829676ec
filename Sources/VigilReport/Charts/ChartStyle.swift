/// The style sheet of all charts.
public enum ChartStyle {
  /// How many lines have a colour of their own; after that, colours repeat.
  static let colours = 4

  /// Rules for everything inside `svg.chart`; they load no font or picture.
  ///
  /// Printed charts are light, whatever the screen's scheme is.
  public static let sheet = """
    .chart{--card:#fff;--ink:#16191d;--muted:#5a6472;--rule:#e4e8ed;--axis:#b9c1cb;
    --s0:#2a66d4;--s1:#b86e00;--s2:#0b8a6f;--s3:#8a4fc7;--alarm:#d0213f;--gap:#8d97a5;
    font:12px system-ui,-apple-system,"Segoe UI",Roboto,"Helvetica Neue",Arial,sans-serif;
    font-variant-numeric:tabular-nums;background:var(--card);display:block}
    @media screen and (prefers-color-scheme:dark){.chart{--card:#161b22;--ink:#e9edf2;--muted:#9aa5b4;
    --rule:#262d37;--axis:#465060;--s0:#6ea8ff;--s1:#f0b04a;--s2:#4fd1b0;--s3:#c39bff;--alarm:#ff6b81;--gap:#7d8898}}
    .chart text{fill:var(--ink)}
    .chart .tick{fill:var(--muted)}
    .chart .legend{fill:var(--muted)}
    .chart .rule{stroke:var(--rule);fill:none}
    .chart .axis{stroke:var(--axis);fill:none}
    .chart .line{fill:none;stroke-width:2;stroke-linejoin:round;stroke-linecap:round}
    .chart .s0{stroke:var(--s0)}.chart .s1{stroke:var(--s1)}
    .chart .s2{stroke:var(--s2)}.chart .s3{stroke:var(--s3)}
    .chart .d1{stroke-dasharray:6 4}.chart .d3{stroke-dasharray:1 4}
    .chart .f0{fill:var(--s0)}.chart .f1{fill:var(--s1)}.chart .f2{fill:var(--s2)}.chart .f3{fill:var(--s3)}
    .chart .spread{opacity:.28}.chart .area{opacity:.1}
    .chart .calm0{stop-color:var(--s0)}.chart .calm1{stop-color:var(--s1)}
    .chart .calm2{stop-color:var(--s2)}.chart .calm3{stop-color:var(--s3)}
    .chart .alarm{stop-color:var(--alarm)}
    .chart .event{fill:var(--alarm);fill-opacity:.13}
    .chart .cap{fill:var(--alarm)}
    .chart .badge{fill:var(--card);font-weight:600;font-size:11px}
    .chart .hatch{stroke:var(--gap);stroke-width:1.2;opacity:.55}
    .chart .threshold{stroke:var(--alarm);stroke-width:1.2;stroke-dasharray:6 4;fill:none}
    .chart .halo{paint-order:stroke;stroke:var(--card);stroke-width:4px;stroke-linejoin:round}
    .chart .threshold-label{fill:var(--alarm)}
    .chart .peak{fill:var(--alarm);stroke:var(--card);stroke-width:2}
    .chart .peak-label{font-weight:600}
    .chart .none{fill:var(--muted);font-size:14px}
    .chart .point{pointer-events:all;fill:none}
    .chart .readout .shown{opacity:0;pointer-events:none}
    .chart .readout:hover .shown{opacity:1}
    .chart .cursor{stroke:var(--muted)}
    .chart .readout circle{fill:var(--ink);stroke:var(--card);stroke-width:2}
    .chart a:hover .cap{opacity:.75}
    @media print{.chart .readout{display:none}}
    """
}
