import VigilCore
import VigilStore

/// What a program says of an event, for people; its words come from outside.
enum VerdictText {
  /// Few words: `judged false`.
  static func short(_ verdict: EventVerdict) -> String {
    verdict.kind == .failed ? "not judged" : "judged \(verdict.kind.rawValue)"
  }

  /// All of it in one line.
  static func line(_ verdict: EventVerdict) -> String {
    let confidence = verdict.confidence.map { " (\(MessageText.score(Float($0))))" } ?? ""
    let words = verdict.text.isEmpty ? "" : ": " + PlainText.line(verdict.text, longest: 500)
    let what = verdict.kind == .failed ? "could not judge it" : "says \(verdict.kind.rawValue)"
    return "\(PlainText.line(verdict.by, longest: 60)) \(what)\(confidence)\(words)"
  }
}
