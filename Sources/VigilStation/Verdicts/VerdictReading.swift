import Foundation
import VigilCore
import VigilPrograms
import VigilStore

/// What a program says of an event, read from what it wrote. Whatever it wrote, the result is bounded, one line, and without controls.
struct VerdictReading: Hashable {
  /// The longest answer that is read, in bytes.
  static let longestAnswer = 16_384
  /// The most characters of its words, and the most bytes.
  static let (longestText, longestBytes) = (500, 2000)

  /// What it says; `failed` if it said nothing that can be used.
  var kind = EventVerdict.Kind.failed
  var confidence: Double?
  /// Its words, or why it failed.
  var text = ""
  /// The end of what it wrote to its standard error if it failed, for the log only: it may be an address with a key.
  var errors = ""

  private struct Answer: Decodable {
    var verdict: String
    var confidence: Double?
    var text: String?
  }

  /// Reads the outcome of a run, which took at most `timeout` seconds.
  init(_ outcome: ProgramRun.Outcome, timeout: Double) {
    switch outcome.ending {
    case .exited(0): read(outcome)
    case .exited(let status): fail("it ended with status \(status)", outcome)
    case .killed(let signal): fail("it was killed by signal \(signal)", outcome)
    case .tooLong: fail("it had not ended after \(Int(timeout)) s, and was killed", outcome)
    case .stopped: fail("the station stopped", outcome)
    case .notStarted(let error):
      fail("it cannot be run: \(String(cString: strerror(error)).lowercased())", outcome)
    }
  }

  /// Why no program was asked.
  init(failure: String) { text = Self.bounded(failure) }

  private mutating func read(_ outcome: ProgramRun.Outcome) {
    guard outcome.written <= Self.longestAnswer else {
      return fail("it wrote \(outcome.written) bytes, and at most \(Self.longestAnswer) are read", outcome)
    }
    guard let answer = try? JSONDecoder().decode(Answer.self, from: Data(outcome.lastWords)) else {
      return fail("it wrote no object with a verdict", outcome)
    }
    guard let kind = EventVerdict.Kind(rawValue: answer.verdict), kind != .failed else {
      return fail("its verdict is none of real, false and unsure", outcome)
    }
    if let confidence = answer.confidence, !(0...1).contains(confidence) {
      return fail("its confidence is not between 0 and 1", outcome)
    }
    (self.kind, confidence) = (kind, answer.confidence)
    text = Self.bounded(answer.text ?? "")
  }

  /// Says why, and where the end is of what the program said of it.
  private mutating func fail(_ reason: String, _ outcome: ProgramRun.Outcome) {
    errors = Self.bounded(
      String(decoding: outcome.lastErrors.suffix(200), as: UTF8.self)
        .trimmingCharacters(in: .whitespacesAndNewlines))
    text = Self.bounded(errors.isEmpty ? reason : "\(reason); the log has what it wrote")
  }

  /// A text as one line without controls, of which messages have room for all.
  private static func bounded(_ text: String) -> String {
    var bytes = 0
    return String(
      PlainText.line(text, longest: longestText - 1).prefix { character in
        bytes += character.utf8.count
        return bytes <= longestBytes
      })
  }
}
