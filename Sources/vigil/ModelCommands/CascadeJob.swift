import Foundation
import Logging
import VigilCore
import VigilDatasets
import VigilEvaluation
import VigilModels
import VigilNetworks
import VigilPipeline
import VigilPreprocessing
import VigilReport

/// One run of `vigil models cascade`.
struct CascadeJob {
  private let options: ModelsCascade
  private let log: Logger
  private let footage: [URL]
  private let holdOut: [URL]
  private let selection: ModelSelection
  private let plan: DetectionPlan

  /// The result for programs.
  private struct Result: Encodable {
    var bound: Double
    var threshold, hysteresis, margin: Float
    var needingAllCrops, missed: Int
    var footage: CascadeComparison
    var holdOut: CascadeComparison?

    private enum CodingKeys: String, CodingKey {
      case bound, threshold, hysteresis, margin, missed, footage
      case needingAllCrops = "needing_all_crops"
      case holdOut = "hold_out"
    }
  }

  /// Checks everything that can be checked before anything is scored.
  init(_ options: ModelsCascade) throws {
    self.options = options
    log = options.log.logger("cascade")
    selection = try options.engine.configuration.computed(options.model.selection())
    _ = try (selection.network(.extractor), selection.network(.detector))
    try ResolvedCascade.verify(selection.preprocessing)
    footage = try ExtractionList(inputs: options.footage, list: nil).items.map(\.video)
    holdOut =
      options.holdOut.isEmpty ? [] : try ExtractionList(inputs: options.holdOut, list: nil).items.map(\.video)
    try ExtractionList.verifyApart(calibration: footage, heldOut: holdOut)
    // With a bound of 0, all crops are extracted and the centre is scored too.
    plan = DetectionPlan(
      mode: options.offline ? .offline : .online, window: options.window,
      rules: options.events.rules(modelThreshold: selection.threshold), cascadeBound: 0)
  }

  func run() async throws {
    let interruption = Interruption {
      Console.diagnostic("stopping: nothing is stored; press Ctrl-C again to quit at once")
    }
    if !selection.isTrained { log.warning("the weights are not trained: the bound means nothing") }
    let networks = try LoadedNetworks(selection, configuration: options.engine.configuration)
    let detectors = Detectors(
      online: try await networks.detector(.newest),
      offline: plan.needsOffline ? try await networks.detector(.all) : nil)
    let extractor = try await networks.extractor()
    let replay = CascadeReplay(
      preprocessing: selection.preprocessing, featureSize: extractor.featureSize, detectors: detectors)

    var recordings: [(features: CascadeFootage, reference: CascadeReplay.Outcome)] = []
    let videos = footage + holdOut
    for (number, video) in videos.enumerated() {
      let features = try await CascadeFootage(
        video, label: "\(number + 1)/\(videos.count) \(video.lastPathComponent)", extractor: extractor,
        stop: interruption.stop)
      try interruption.stop.check(Self.unfinished)
      let reference = try await replay.outcome(
        of: features.positions, plan: plan, features: features.features)
      recordings.append((features, reference))
    }
    let pairs = recordings.prefix(footage.count).flatMap { _, reference in
      zip(reference.centreScores, reference.scores).map {
        CascadeCalibration.Pair(centre: $0, reference: $1.score)
      }
    }
    var found = try CascadeCalibration(
      rules: plan.rules, mostMissed: options.maxMissed, margin: options.margin
    ).bound(for: pairs)
    // As stored and printed; never rounded up.
    let bound = (Double(found.bound) * 1e4).rounded(.down) / 1e4
    guard bound > 0 else {
      throw CommandError(
        "the bound would be below 0.0001, so every snippet would get all its crops; lower --margin, or do without a cascade"
      )
    }
    found.bound = Float(bound)

    var cascaded = plan
    cascaded.cascadeBound = found.bound
    var compared: [(reference: CascadeReplay.Outcome, cascade: CascadeReplay.Outcome)] = []
    for (features, reference) in recordings {
      try interruption.stop.check(Self.unfinished)
      compared.append(
        (
          reference,
          try await replay.outcome(of: features.positions, plan: cascaded, features: features.features)
        ))
    }
    func comparison(_ part: ArraySlice<(reference: CascadeReplay.Outcome, cascade: CascadeReplay.Outcome)>)
      -> CascadeComparison
    {
      CascadeComparison(Array(part), rules: plan.rules, crops: selection.preprocessing.crops.rawValue)
    }
    let result = Result(
      bound: bound, threshold: plan.rules.threshold, hysteresis: plan.rules.hysteresis,
      margin: options.margin, needingAllCrops: found.needingAllCrops, missed: found.missed,
      footage: comparison(compared.prefix(footage.count)),
      holdOut: holdOut.isEmpty ? nil : comparison(compared.dropFirst(footage.count)))
    // The message at Ctrl-C must be true up to here.
    try interruption.stop.check(Self.unfinished)
    try store(bound, snippets: found.snippets)
    try show(result, isCounted: found.isCounted)
  }

  private static let unfinished = "stopped before all footage was scored; nothing is stored"

  /// Writes the bound into the manifest; test weights have none.
  private func store(_ bound: Double, snippets: Int) throws {
    guard let folder = selection.detectorFolder else { return }
    var settings = folder.manifest.settings
    settings.cascade = CascadeSettings(
      bound: bound, preprocessing: selection.preprocessing,
      extractor: try selection.network(.extractor).sha256,
      threshold: plan.rules.threshold.roundedForStorage, hysteresis: plan.rules.hysteresis.roundedForStorage,
      window: plan.window, mode: plan.mode, footageSnippets: snippets)
    _ = try folder.changing(settings)
  }

  private func show(_ result: Result, isCounted: Bool) throws {
    if options.json {
      let encoder = JSONEncoder()
      encoder.outputFormatting = [.sortedKeys]
      return Console.result(String(decoding: try encoder.encode(result), as: UTF8.self))
    }
    func number(_ value: Float) -> String { NumberText.trimmed(Double(value), decimals: 4) }
    let level = number(result.threshold - result.hysteresis)
    Console.result(
      "bound \(number(Float(result.bound))), with a margin of \(number(result.margin)): \(result.missed) of "
        + "\(result.needingAllCrops) snippets that reach \(level) with all crops lie below it")
    if !isCounted {
      Console.result(
        "fewer than \(CascadeCalibration.fewestCounted) snippets reach \(level): the bound also allows for the largest excess "
          + "of all crops over the centre")
    }
    for line in result.footage.lines("footage") { Console.result(line) }
    for line in result.holdOut?.lines("held out") ?? [] { Console.result(line) }
    if let folder = selection.detectorFolder {
      Console.result("stored in \(folder.url.path)")
    } else {
      Console.result(
        "test weights have no manifest to keep it in; use vigil detect --cascade-bound \(result.bound)")
    }
  }
}
