/// The progress of a run, on one line that is rewritten in place; without a terminal now and then a line in a journal, if there is
/// one.
///
///     Scoring  ██████████████▌           1,234/2,000   62 %  47.6 frames/s  0:16 left  score 0.07
///
/// Parts that do not fit the terminal's width are left out, the least important first.
public struct ProgressLine: Sendable {
  let label: String
  let unit: String
  private let screen: ProgressScreen?
  private let journal: ProgressJournal?
  private let elapsed: @Sendable () -> Duration
  /// The total number; nil if unknown.
  public var total: Int?
  private(set) var done = 0
  private(set) var score: Float?
  private(set) var rate = SmoothedRate()
  private var drawn: Double?
  private var isFinished = false

  /// The shortest time between two drawings, in seconds: fast enough for the eye, slow enough for a slow line.
  static let interval = 0.1

  /// Makes a line that shows nothing until the first update.
  ///
  /// - Parameters:
  ///   - label: the activity, in a word or two; control characters are left out.
  ///   - total: the total number; nil for a source without an end.
  ///   - unit: the unit that is counted.
  ///   - screen: where to show it; nil to show nothing.
  ///   - journal: where to note progress that is not shown.
  ///   - elapsed: the time since any fixed moment.
  public init(
    _ label: String, total: Int?, unit: String = "frames", screen: ProgressScreen?,
    journal: ProgressJournal? = nil, elapsed: @escaping @Sendable () -> Duration
  ) {
    self.label = TerminalText.printable(label)
    self.total = total
    self.unit = unit
    self.screen = screen
    self.journal = journal
    self.elapsed = elapsed
    rate.note(0, at: Self.seconds(elapsed()))
  }

  /// Makes a line whose time begins now.
  ///
  /// - Parameters:
  ///   - label: the activity, in a word or two; control characters are left out.
  ///   - total: the total number; nil for a source without an end.
  ///   - unit: the unit that is counted.
  ///   - screen: where to show it; nil to show nothing.
  ///   - journal: where to note progress that is not shown.
  public init(
    _ label: String, total: Int?, unit: String = "frames", screen: ProgressScreen?,
    journal: ProgressJournal? = nil
  ) {
    let clock = ContinuousClock()
    let began = clock.now
    self.init(label, total: total, unit: unit, screen: screen, journal: journal) { clock.now - began }
  }

  /// Updates the number done, and redraws the line if it is due.
  public mutating func update(done: Int, score: Float? = nil) {
    guard screen != nil || journal != nil, !isFinished else { return }
    let now = Self.seconds(elapsed())
    self.done = done
    if let score { self.score = score }
    rate.note(Double(done), at: now)
    guard let screen else {
      journal?.note { plainText }
      return
    }
    if let drawn, now - drawn < Self.interval, done != total { return }
    drawn = now
    screen.write("\r" + text(columns: screen.columns(), hasBlocks: screen.hasBlocks) + "\u{1B}[K")
  }

  /// Writes a line of its own above the progress line.
  public mutating func note(_ line: String) {
    guard let screen else { return }
    screen.write("\r\u{1B}[K" + TerminalText.printable(line) + "\n")
    guard drawn != nil, !isFinished else { return }
    screen.write(text(columns: screen.columns(), hasBlocks: screen.hasBlocks))
  }

  /// Shows the final state and leaves the line; later updates show nothing.
  public mutating func finish() {
    guard let screen, !isFinished else { return }
    isFinished = true
    guard drawn != nil else { return }
    screen.write("\r" + text(columns: screen.columns(), hasBlocks: screen.hasBlocks) + "\u{1B}[K\n")
  }

  private static func seconds(_ duration: Duration) -> Double {
    let (whole, fraction) = duration.components
    return Double(whole) + Double(fraction) * 1e-18
  }
}
