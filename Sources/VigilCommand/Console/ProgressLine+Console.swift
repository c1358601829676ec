import VigilReport

extension ProgressLine {
  /// A line on the terminal that is standard error, whose time begins now; a line a minute where that is a file.
  init(onTerminal label: String, total: Int?, unit: String = "frames") {
    let screen = ProgressScreen.standardError(write: Console.terminal)
    self.init(label, total: total, unit: unit, screen: screen, journal: Console.journal)
  }
}
