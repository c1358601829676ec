import VigilCore

extension DetectionReport {
  private struct Fact {
    var name, value: String
    var isHash = false

    init(_ name: String, _ value: String, isHash: Bool = false) {
      self.name = name
      self.value = value
      self.isHash = isHash
    }

    var html: String {
      "<dt>\(Markup.escaped(name))</dt><dd\(isHash ? " class=\"hash\"" : "")>\(Markup.escaped(value))</dd>"
    }
  }

  /// Everything needed to judge and reproduce the result.
  func facts(_ outcome: RunOutcome) -> String {
    let tables = [
      ("Source", sourceFacts()), ("Model", modelFacts()), ("Detection", detectionFacts()),
      ("Run", runFacts(outcome)),
    ].map { title, facts in
      "<div><h3>\(title)</h3><dl>\(facts.map(\.html).joined())</dl></div>"
    }
    return """
      <section>
      <h2>Provenance</h2>
      <div class="facts">\(tables.joined(separator: "\n"))</div>
      </section>
      """
  }

  private func sourceFacts() -> [Fact] {
    let source = provenance.source
    var facts = [Fact("name", source.name)]
    let format = [source.container, source.codec].compactMap { $0 }
    if !format.isEmpty { facts.append(Fact("format", format.joined(separator: ", "))) }
    if let width = source.width, let height = source.height {
      facts.append(Fact("size", "\(width) × \(height) pixels"))
    }
    if let rate = source.framesPerSecond {
      facts.append(Fact("rate", "\(NumberText.trimmed(rate, decimals: 2)) frames/s"))
    }
    if let duration = source.duration { facts.append(Fact("length", TimeText.length(duration))) }
    return facts
  }

  private func modelFacts() -> [Fact] {
    var facts: [Fact] = []
    for network in provenance.networks {
      facts.append(Fact(network.role, "\(network.architecture), \(network.precision)"))
      facts.append(Fact("weights", network.weights + (network.isTrained ? "" : " (untrained)")))
      if let hash = network.sha256 { facts.append(Fact("SHA-256", hash, isHash: true)) }
    }
    let preprocessing = provenance.preprocessing
    facts.append(Fact("preset", "\(preprocessing.name), \(NumberText.count(preprocessing.crops, "crop"))"))
    return facts
  }

  private func detectionFacts() -> [Fact] {
    let (detection, rules) = (provenance.detection, provenance.rules)
    let window = detection.windowSnippets.map { NumberText.count($0, "snippet") } ?? "all snippets"
    let release = NumberText.trimmed(Double(rules.threshold - rules.hysteresis), decimals: 4)
    let origin = provenance.thresholdSource.map { ", \($0)" } ?? ""
    var facts = [
      Fact("mode", "\(detection.mode.rawValue), \(window) at once"),
      Fact("begins", "at a score of \(threshold)\(origin)"),
      Fact("ends", "below \(release)"),
      Fact("at least", NumberText.count(rules.minimumLength, "snippet")),
      Fact("merged", "if \(NumberText.count(rules.mergeGap, "snippet")) apart or less"),
    ]
    if let limit = rules.maximumLength { facts.append(Fact("split", "after \(TimeText.length(limit))")) }
    if let cascade = detection.cascade {
      let bound = NumberText.trimmed(cascade.bound, decimals: 4)
      facts.append(Fact("cascade", "all crops from a centre score of \(bound) on, \(cascade.source)"))
    }
    return facts
  }

  private func runFacts(_ outcome: RunOutcome) -> [Fact] {
    var facts = [
      Fact("Vigil", provenance.vigil), Fact("began", provenance.date),
      Fact("took", TimeText.length(outcome.elapsed)), Fact("frames", NumberText.grouped(outcome.frames)),
    ]
    if let rate = outcome.framesPerSecond {
      facts.append(Fact("speed", "\(NumberText.fixed(rate, decimals: 1)) frames/s"))
    }
    if let full = outcome.snippetsWithAllCrops {
      facts.append(Fact("all crops of", NumberText.count(full, "snippet")))
    }
    if outcome.droppedFrames > 0 {
      facts.append(Fact("skipped", NumberText.count(outcome.droppedFrames, "frame")))
    }
    for sentence in outcome.faults?.sentences(about: provenance.source.name) ?? [] {
      facts.append(Fact("warning", sentence))
    }
    facts.append(Fact("engine", provenance.engine.line))
    facts.append(Fact("machine", provenance.machine))
    return facts
  }
}
