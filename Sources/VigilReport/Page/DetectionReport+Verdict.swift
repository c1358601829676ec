import VigilCore

extension DetectionReport {
  /// The most important sentences of the page.
  var verdict: String {
    guard let peak = statistics.peak else { return "Nothing was scored: the source gave no frames." }
    var text: String
    if events.count > 0 {
      text =
        "<span class=\"found\">\(NumberText.count(events.count, "event"))</span> in \(TimeText.length(length))"
      text += ", \(TimeText.length(eventSeconds)) altogether."
    } else if provenance.isTrained {
      text = "<span class=\"calm\">Nothing abnormal was found</span> in \(TimeText.length(length))."
    } else {
      text = "No events in \(TimeText.length(length))."
    }
    text += " The highest score is \(score(peak.score)) at \(TimeText.clock(peak.position.middle))"
    // Two digits could make a score and the threshold above it look equal.
    let isBelow = peak.score < provenance.rules.threshold && events.count == 0
    return text + (isBelow ? ", below the threshold of \(threshold)." : ".")
  }

  /// What a reader must know before trusting a number.
  func warnings(_ outcome: RunOutcome) -> String {
    var texts: [String] = []
    if !provenance.isTrained {
      texts.append(
        "<strong>These scores mean nothing yet.</strong> The model has untrained test weights, which only show "
          + "that everything works. Train a model or load trained weights, and run again.")
    }
    switch outcome.ending {
    case .endOfSource, .continued: break
    case .interrupted where isLive: break
    case .interrupted: texts.append("The run was interrupted; this is what was watched until then.")
    case .failed: texts.append("An error ended the run; this is what was watched until then.")
    }
    return texts.map { "<p class=\"warning\">\($0)</p>" }.joined(separator: "\n")
  }

  func score(_ value: Float) -> String { NumberText.fixed(Double(value), decimals: 2) }

  var threshold: String { NumberText.trimmed(Double(provenance.rules.threshold), decimals: 4) }
}
