import VigilCore

extension DetectionReport {
  /// Everything one needs to judge the result and to make it again.
  func facts(_ outcome: RunOutcome) -> String {
    let tables = [
      ("Source", sourceFacts()), ("Model", modelFacts()), ("Detection", detectionFacts()),
      ("Run", runFacts(outcome)),
    ]
    let text = tables.map { title, facts in
      let rows = facts.map {
        "<dt>\(Markup.escaped($0.name))</dt><dd\($0.isHash ? " class=\"hash\"" : "")>\(Markup.escaped($0.value))</dd>"
      }
      return "<div><h3>\(title)</h3><dl>\(rows.joined())</dl></div>"
    }
    return
      "<section>\n<h2>How this result came about</h2>\n<div class=\"facts\">\(text.joined(separator: "\n"))</div>\n</section>"
  }

  private typealias Fact = (name: String, value: String, isHash: Bool)

  private func sourceFacts() -> [Fact] {
    let source = provenance.source
    var facts: [Fact] = [("name", source.name, false)]
    let format = [source.container, source.codec].compactMap { $0 }
    if !format.isEmpty { facts.append(("format", format.joined(separator: ", "), false)) }
    if let width = source.width, let height = source.height {
      facts.append(("size", "\(width) × \(height) pixels", false))
    }
    if let rate = source.framesPerSecond {
      facts.append(("rate", "\(NumberText.trimmed(rate, decimals: 2)) frames/s", false))
    }
    if let duration = source.duration { facts.append(("length", TimeText.length(duration), false)) }
    return facts
  }

  private func modelFacts() -> [Fact] {
    var facts: [Fact] = []
    for network in provenance.networks {
      facts.append((network.role, "\(network.architecture), \(network.precision)", false))
      facts.append(("weights", network.weights + (network.isTrained ? "" : " (untrained)"), false))
      if let hash = network.sha256 { facts.append(("SHA-256", hash, true)) }
    }
    facts.append(
      ("preset", "\(provenance.recipe.name), \(NumberText.count(provenance.recipe.crops, "crop"))", false))
    return facts
  }

  private func detectionFacts() -> [Fact] {
    let (detection, rules) = (provenance.detection, provenance.rules)
    let window =
      detection.windowSnippets.map { ", \(NumberText.count($0, "snippet")) at once" }
      ?? ", all snippets at once"
    func number(_ value: Float) -> String { NumberText.trimmed(Double(value), decimals: 4) }
    return [
      ("mode", detection.mode.rawValue + window, false),
      ("begins", "at a score of \(number(rules.threshold))", false),
      ("ends", "below \(number(rules.threshold - rules.hysteresis))", false),
      ("at least", NumberText.count(rules.minimumLength, "snippet"), false),
      ("merged", "if \(NumberText.count(rules.mergeGap, "snippet")) apart or less", false),
    ]
  }

  private func runFacts(_ outcome: RunOutcome) -> [Fact] {
    var facts: [Fact] = [
      ("Vigil", provenance.vigil, false), ("began", provenance.date, false),
      ("took", TimeText.length(outcome.elapsed), false),
      ("frames", NumberText.grouped(outcome.frames), false),
    ]
    if let rate = outcome.framesPerSecond {
      facts.append(("speed", "\(NumberText.fixed(rate, decimals: 1)) frames/s", false))
    }
    if outcome.droppedFrames > 0 {
      facts.append(("skipped", NumberText.count(outcome.droppedFrames, "frame"), false))
    }
    facts.append(("engine", "\(provenance.engine.name) \(provenance.engine.version)", false))
    facts.append(("machine", provenance.machine, false))
    return facts
  }
}
