import Synchronization
import Testing
import VigilReport

@Suite struct `A progress line` {
  /// A terminal whose time passes when it is told to.
  final class Terminal: Sendable {
    let state = Mutex((seconds: 0.0, written: [String]()))

    func screen(columns: Int = 100, hasBlocks: Bool = true) -> ProgressScreen {
      ProgressScreen(columns: { columns }, hasBlocks: hasBlocks) { text in
        self.state.withLock { $0.written.append(text) }
      }
    }

    func pass(_ seconds: Double) { state.withLock { $0.seconds += seconds } }
    var elapsed: @Sendable () -> Duration { { .seconds(self.state.withLock { $0.seconds }) } }
    var written: [String] { state.withLock { $0.written } }
    /// The last line, without what moves the cursor.
    var line: String { (written.last ?? "").replacing("\r", with: "").replacing("\u{1B}[K", with: "") }
  }

  let terminal = Terminal()

  func line(columns: Int = 100, hasBlocks: Bool = true, total: Int? = 2000) -> ProgressLine {
    ProgressLine(
      "Scoring", total: total, screen: terminal.screen(columns: columns, hasBlocks: hasBlocks),
      elapsed: terminal.elapsed)
  }

  @Test func `shows how far, how fast and how long`() {
    var progress = line()
    terminal.pass(10)
    progress.update(done: 500, score: 0.071)
    #expect(
      terminal.line
        == "Scoring  ███████▌░░░░░░░░░░░░░░░░░░░░░░    500/2,000   25 %  50.0 frames/s  0:30 left  score 0.07"
    )
    #expect(
      terminal.written.last?.hasPrefix("\r") == true && terminal.written.last?.hasSuffix("\u{1B}[K") == true)
  }

  @Test func `uses plain characters where there are no others`() {
    var progress = line(columns: 90, hasBlocks: false)
    terminal.pass(10)
    progress.update(done: 1000)
    #expect(
      terminal.line
        == "Scoring  [###########............]  1,000/2,000   50 %  100 frames/s  0:10 left".replacing(
          "[###########............]", with: "[##############..............]"))
  }

  @Test(arguments: 0..<130)
  func `never is as wide as the terminal, and keeps the share longest`(columns: Int) {
    var progress = line(columns: columns)
    terminal.pass(1)
    progress.update(done: 200, score: 0.5)
    #expect(TerminalText.width(terminal.line) <= max(columns - 1, 0))
    if columns >= 6 { #expect(terminal.line.contains("10 %")) }
    if columns >= 60 { #expect(terminal.line.contains("left")) }
  }

  @Test func `counts when nobody knows the end`() {
    var progress = line(total: nil)
    terminal.pass(2)
    progress.update(done: 1234)
    #expect(terminal.line == "Scoring  1,234 frames  617 frames/s")
  }

  @Test func `draws at most ten times a second, and always the end`() {
    var progress = line(total: 1000)
    for done in 1...1000 {
      terminal.pass(0.001)
      progress.update(done: done)
    }
    #expect((10...12).contains(terminal.written.count))
    #expect(terminal.line.contains("1,000/1,000  100 %"))
    progress.finish()
    #expect(terminal.written.last?.hasSuffix("\n") == true)
    let count = terminal.written.count
    progress.update(done: 1000)
    progress.finish()
    #expect(terminal.written.count == count)
  }

  @Test func `is silent without a terminal`() {
    var progress = ProgressLine("Scoring", total: 10, screen: nil, elapsed: terminal.elapsed)
    progress.update(done: 5)
    progress.note("event")
    progress.finish()
    #expect(terminal.written.isEmpty)
  }

  @Test func `is a line a minute in a journal, whatever the work is called`() {
    let journal = ProgressJournal(elapsed: terminal.elapsed) { [terminal] line in
      terminal.state.withLock { $0.written.append(line) }
    }
    func work(_ label: String) -> ProgressLine {
      ProgressLine(
        label, total: 2000, unit: "steps", screen: nil, journal: journal, elapsed: terminal.elapsed)
    }
    var first = work("1/3 a.mp4")
    for done in 1...59 {
      terminal.pass(1)
      first.update(done: done * 10)
    }
    #expect(terminal.written.isEmpty)
    first.finish()
    // The minute goes on with the next video.
    var second = work("2/3 b.mp4")
    terminal.pass(2)
    second.update(done: 100)
    #expect(terminal.written == ["2/3 b.mp4, 100/2,000, 5 %, 50.0 steps/s, 0:38 left"])
    terminal.pass(59)
    second.update(done: 200)
    #expect(terminal.written.count == 1)
    terminal.pass(1)
    second.update(done: 300)
    #expect(terminal.written.count == 2 && terminal.written[1].contains("300/2,000"))
    journal.write(to: { [terminal] line in terminal.state.withLock { $0.written.append("log: " + line) } })
    terminal.pass(61)
    second.update(done: 400)
    #expect(terminal.written.last?.hasPrefix("log: 2/3 b.mp4, 400/2,000") == true)
  }

  @Test func `shows nothing in a journal where there is a terminal`() {
    let journal = ProgressJournal(elapsed: terminal.elapsed) { _ in Issue.record("nobody reads this") }
    var progress = ProgressLine(
      "Scoring", total: 10, screen: terminal.screen(), journal: journal, elapsed: terminal.elapsed)
    terminal.pass(100)
    progress.update(done: 5)
    #expect(terminal.written.count == 1)
  }

  @Test func `makes room for a note and comes back below it`() {
    var progress = line()
    terminal.pass(1)
    progress.update(done: 100)
    progress.note("event at 0:12\u{1B}[2J")
    #expect(terminal.written[1] == "\r\u{1B}[Kevent at 0:12[2J\n")
    #expect(terminal.line.hasPrefix("Scoring"))
  }

  @Test func `does not let a name steer the terminal`() {
    #expect(TerminalText.printable("a\u{1B}[31m\nb\u{202E}c\u{9B}é") == "a[31mbcé")
    #expect(TerminalText.width("ab漢字e\u{301}") == 7)
    #expect(TerminalText.cut("ab漢字", to: 5) == "ab漢")
  }

  @Test(arguments: [
    (["LANG": "de_DE.UTF-8"], true), (["LANG": "C.utf8"], true), (["LANG": "C"], false), ([:], false),
    (["LC_ALL": "C", "LANG": "en_US.UTF-8"], false), (["LC_ALL": "", "LANG": "en_US.UTF-8"], true),
  ])
  func `asks the locale for block characters`(environment: [String: String], hasBlocks: Bool) {
    #expect(ProgressScreen.hasBlocks(environment) == hasBlocks)
  }
}

@Suite struct `A smoothed rate` {
  @Test func `is exact for a steady pace, from the first note on`() throws {
    var rate = SmoothedRate()
    rate.note(0, at: 0)
    #expect(rate.perSecond == nil)
    for step in 1...50 {
      rate.note(Double(step) * 16, at: Double(step) * 0.5)
      #expect(abs(try #require(rate.perSecond) - 32) < 1e-9)
    }
  }

  @Test func `follows a change within seconds, and a standstill`() throws {
    var rate = SmoothedRate(memory: 4)
    for step in 0...40 { rate.note(Double(step) * 10, at: Double(step)) }
    for step in 1...12 { rate.note(400 + Double(step) * 50, at: 40 + Double(step)) }
    #expect((47...50).contains(try #require(rate.perSecond)))
    for step in 1...20 { rate.note(1000, at: 52 + Double(step)) }
    #expect(try #require(rate.perSecond) < 0.5)
  }

  @Test func `counts notes of the same moment as one`() throws {
    var rate = SmoothedRate()
    rate.note(0, at: 0)
    rate.note(5, at: 1)
    rate.note(10, at: 1)
    rate.note(20, at: 2)
    #expect(try #require(rate.perSecond) > 5)
    #expect(try #require(rate.perSecond) < 16)
  }
}

@Suite struct `The last line of a terminal` {
  @Test func `is cleared for a line that passes, and shown again below it`() {
    var line = TerminalLine()
    #expect(line.clearing == "" && line.restoring == "")
    line.draw("\rScoring  96 frames\u{1B}[K")
    #expect(line.clearing == "\r\u{1B}[K" && line.restoring == "Scoring  96 frames\u{1B}[K")
    line.draw("\rScoring  112 frames\u{1B}[K")
    #expect(line.restoring == "Scoring  112 frames\u{1B}[K")
    // A note, after which the progress is drawn anew.
    line.draw("\r\u{1B}[Kevent\n")
    #expect(line.restoring == "")
    line.draw("Scoring")
    #expect(line.restoring == "Scoring")
    line.draw("\rScoring\u{1B}[K\n")
    #expect(line.clearing == "")
  }

  @Test(arguments: [
    ("a\u{1B}[31mb", "a\\x1B[31mb"), ("two\nlines\tand é", "two\nlines\tand é"),
    ("\u{9B}\u{7}", "\\x9B\\x07"),
    ("\u{202E}cba", "\\u{202E}cba"),
  ])
  func `shows what would control it`(text: String, shown: String) {
    #expect(TerminalText.escaped(text) == shown)
  }
}
