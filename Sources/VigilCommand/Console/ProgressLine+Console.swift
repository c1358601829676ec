import VigilReport

extension ProgressLine {
  /// A line on the terminal that is standard error, whose time begins now; silent without a terminal.
  init(onTerminal label: String, total: Int?, unit: String = "frames") {
    self.init(label, total: total, unit: unit, screen: .standardError(write: Console.terminal))
  }
}
