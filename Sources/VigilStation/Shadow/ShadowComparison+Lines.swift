import VigilCore

extension ShadowComparison {
  /// For a terminal: a table, and what is to be known of it.
  public var lines: [String] {
    func row(_ title: String, _ side: Side) -> [String] {
      [
        title, "\(side.snippets)", "\(side.alarms)", "\(side.reviews)", "\(side.real) of \(real)",
        "\(side.falseAlarms) of \(falseAlarms)",
      ]
    }
    let head = ["", "snippets", "alarms", "reviews", "real found", "false raised"]
    return [
      "both scored for \(Self.text(watched / 3600)) hours on \(NumberText.count(days, "day", "days"))"
    ]
      + TextTable.lines([head, row("model", present), row("shadow", shadow)], numeric: [1, 2, 3, 4, 5])
      + [("model", present), ("shadow", shadow)].map { title, side in
        "\(title): \(side.name); alarms from \(side.thresholds.alarm); reviews from \(side.thresholds.review)"
      } + doubts
  }
}
