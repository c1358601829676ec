import Foundation
import Logging
import VigilCore
import VigilDetection
import VigilMedia
import VigilNetworks
import VigilPipeline
import VigilPreprocessing
import VigilReport

/// One run of `vigil detect`: joins source, networks and outputs, and ends them in order.
struct DetectJob {
  private let options: Detect
  private let log: Logger
  private let source: MediaSource
  private let plan: DetectionPlan
  private let selection: ModelSelection

  /// Checks everything that can be checked before anything is opened.
  init(_ options: Detect) throws {
    self.options = options
    log = options.log.logger("detect")
    var sourceOptions = MediaSourceOptions()
    sourceOptions.plays = options.loop.plays
    sourceOptions.silenceLimit = options.silenceLimit
    source = try MediaSource(options.source, options: sourceOptions)
    selection = try options.model.selection()
    let endless = source.isLive || (options.loop.plays == nil && options.snippets == nil)
    if endless, options.mode == .offline || options.compare {
      throw CommandError(
        "offline scores need a source that ends, and \(source.name) does not; leave out "
          + (options.compare ? "--compare" : "--offline"))
    }
    plan = DetectionPlan(
      mode: (options.mode ?? (endless ? .online : .offline)) == .online ? .online : .offline,
      window: options.window, comparesModes: options.compare,
      rules: options.events.rules(modelThreshold: selection.threshold))
  }

  /// Runs to the end of the source or until Ctrl-C.
  func run() async throws {
    let interruption = Interruption {
      Console.diagnostic("ending: what was begun is finished; press Ctrl-C again to end at once")
    }
    if !selection.isTrained {
      log.warning("the weights are not trained: the scores show the pipeline and mean nothing")
    }
    let facts = try await facts()
    let networks = try LoadedNetworks(selection, options: options.engine)
    let extractor = try await networks.extractor()
    let detector = try await networks.detector()
    var record = try DetectRecord(
      options, source: source, facts: facts, provenance: provenance(facts, engine: networks), log: log)
    let run = DetectionRun(
      source: source, extractor: extractor, detector: detector, plan: plan,
      snippetLimit: options.snippets ?? .max)
    let counts = try await run.run(stop: interruption.stop, onFrame: record.frameObserver) { update in
      try await record.take(update)
    }
    try await record.finish(counts, interrupted: interruption.stop.isRequested)
  }

  /// What is known of the source; nil for a live one that is not there yet, which is waited for.
  private func facts() async throws -> SourceFacts? {
    do {
      return try await source.facts()
    } catch let error as MediaError where source.isLive && error.code == .connectionFailed {
      log.notice("\(error.message); trying again")
      return nil
    }
  }

  private func provenance(_ facts: SourceFacts?, engine networks: LoadedNetworks) -> Provenance {
    Provenance(
      vigil: VigilVersion.current, date: .now,
      source: SourceDescription(
        name: options.source, container: facts?.container, codec: facts?.codec, width: facts?.width,
        height: facts?.height, framesPerSecond: facts?.frameRate, duration: facts?.duration),
      recipe: RecipeDescription(
        name: selection.recipe.preset.rawValue, crops: selection.recipe.crops.rawValue),
      networks: selection.networks.map(\.description),
      engine: EngineDescription(name: networks.engine.name, version: networks.engine.version),
      detection: DetectionDescription(
        mode: plan.mode == .online ? .online : .offline,
        windowSnippets: plan.mode == .online ? plan.window : nil),
      rules: plan.rules, machine: Machine.current.line)
  }
}
