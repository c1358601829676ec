import VigilStore

/// What a program says of an event, on its page. The words come from outside.
struct VerdictFact {
  var verdict: EventVerdict
  var text: PageText

  var content: HTML {
    let confidence: HTML? = verdict.confidence.map { " (\(PageText.score(Float($0))))" }
    let words: HTML? = verdict.text.isEmpty ? nil : ": <bdi>\(verdict.text)</bdi>"
    return
      "\(verdict.kind.words)\(confidence) by <bdi>\(verdict.by)</bdi>, \(text.element(verdict.at))\(words)"
  }
}

extension EventVerdict.Kind {
  /// For people.
  fileprivate var words: String {
    switch self {
    case .real: "real"
    case .falseAlarm: "false alarm"
    case .unsure: "unsure"
    case .failed: "failed"
    }
  }
}
