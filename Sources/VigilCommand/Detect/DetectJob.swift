import Foundation
import Logging
import VigilCore
import VigilDetection
import VigilInference
import VigilMedia
import VigilModels
import VigilNetworks
import VigilPipeline
import VigilPreprocessing
import VigilReport
import VigilSinks

/// One run of `vigil detect`: joins source, networks and outputs, and ends them in order.
struct DetectJob {
  private let options: Detect
  private let log: Logger
  private let source: MediaSource
  private let sourceOptions: MediaSourceOptions
  private let plan: DetectionPlan
  private let selection: ModelSelection
  private let threshold: ResolvedThreshold
  /// The cascade that decides when all crops are extracted; nil: always.
  private let cascade: ResolvedCascade?
  /// Whether the source can be read a second time, for the frames of events and the annotated video.
  private let canBeReadAgain: Bool

  /// Checks everything that can be checked before anything is opened.
  init(_ options: Detect) throws {
    self.options = options
    log = options.log.logger("detect")
    var sourceOptions = MediaSourceOptions()
    sourceOptions.plays = options.loop.plays
    sourceOptions.silenceLimit = options.silenceLimit
    self.sourceOptions = sourceOptions
    source = try MediaSource(options.source, options: sourceOptions)
    selection = try options.engine.configuration.computed(options.model.selection())
    let isLive = source.isLive || options.live
    let isEndless = isLive || (options.loop.plays == nil && options.snippets == nil)
    if isEndless, options.mode == .offline || options.compare {
      throw CommandError(
        "offline scores need a source that ends, and \(source.name) does not; leave out "
          + (options.compare ? "--compare" : "--offline"))
    }
    threshold = try ResolvedThreshold(
      given: options.events.threshold, calibration: options.calibration, selection: selection)
    cascade =
      options.cascade || options.cascadeBound != nil
      ? try ResolvedCascade(given: options.cascadeBound, selection: selection) : nil
    canBeReadAgain = !isLive && options.loop.plays == 1
    if options.video, !canBeReadAgain, !isLive {
      throw CommandError("--video annotates a recording once; leave out --loop")
    }
    plan = DetectionPlan(
      mode: options.mode ?? (isEndless ? .online : .offline),
      window: options.window, comparesModes: options.compare,
      rules: options.events.rules(modelThreshold: threshold.value), cascadeBound: cascade?.bound)
    if plan.mode == .offline, options.rotation.rotate?.seconds != nil {
      throw CommandError("offline scores are made at the end and cannot be divided; leave out --rotate")
    }
  }

  /// Runs to the end of the source or until Ctrl-C.
  func run() async throws {
    let interruption = Interruption {
      Console.diagnostic("stopping: finishing what has begun; press Ctrl-C again to quit at once")
    }
    if !selection.isTrained {
      log.warning("the weights are not trained: the scores show the pipeline and mean nothing")
    }
    log.info("threshold", metadata: ["score": "\(threshold.value)", "source": "\(threshold.source)"])
    for difference in threshold.calibration?.differences(from: plan) ?? [] { log.warning("\(difference)") }
    for difference in cascade?.differences(from: plan) ?? [] { log.warning("\(difference)") }
    let facts = try await facts()
    let networks = try LoadedNetworks(selection, configuration: options.engine.configuration)
    log.info("engine", metadata: ["engine": "\(networks.description.line)"])
    let source = try playedSource(facts)
    var outputs = try DetectOutputs(
      options, source: source, recorded: canBeReadAgain ? source : nil,
      frames: options.snippets == nil && options.loop.plays == 1 ? facts?.frameCountEstimate : nil,
      provenance: provenance(facts, engine: networks), stop: interruption.stop, log: log)
    let counts: PipelineCounts
    do {
      counts = try await detect(
        source, with: networks, facts: facts, into: &outputs, stop: interruption.stop)
      try await outputs.finishView(counts)
    } catch {
      await outputs.giveUp()
      throw error
    }
    try await outputs.finish(counts, ending: interruption.stop.isRequested ? .interrupted : .endOfSource)
    if !options.video, let output = options.output {
      // That of an earlier result shows other scores.
      try? FileManager.default.removeItem(
        at: URL(filePath: output).appending(path: ResultFolder.annotatedVideo))
    }
  }

  /// Loads the networks and scores the source.
  private func detect(
    _ source: MediaSource, with networks: LoadedNetworks, facts: SourceFacts?,
    into outputs: inout DetectOutputs, stop: StopRequest
  ) async throws -> PipelineCounts {
    let memory = outputs.memory
    // Detectors first: the peak of loading them must not come on top of the extractor.
    let online = plan.needsNewest ? try await networks.detector(.newest) : nil
    if let online { memory?.account.loaded("detector", online.memory) }
    let offline = plan.needsOffline ? try await networks.detector(.all) : nil
    if let offline { memory?.account.loaded("detector, offline", offline.memory) }
    let extractor = try await networks.extractor(concurrentItems: cascade == nil ? nil : 1)
    if let known = extractor.memory {
      memory?.account.loaded("extractor", known)
    } else {
      memory?.account.willLoad("extractor")
    }
    let run = DetectionRun(
      source: source, extractor: extractor, detectors: Detectors(online: online, offline: offline),
      plan: plan, snippetLimit: options.snippets ?? .max)
    if let facts {
      memory?.account.add(try run.memory(frameWidth: facts.width, frameHeight: facts.height))
    }
    memory?.showPlan()
    return try await run.run(stop: stop, onFrame: outputs.onFrame) { try await outputs.take($0) }
  }

  /// The source as it is scored: a recording that is played as a camera would, from the moment it is read.
  private func playedSource(_ facts: SourceFacts?) throws -> MediaSource {
    guard options.live, !source.isLive else { return source }
    var sourceOptions = sourceOptions
    sourceOptions.replay = ReplaySchedule(start: nil, framesPerSecond: facts?.frameRate ?? 25)
    return try MediaSource(options.source, options: sourceOptions)
  }

  /// The facts about the source; nil for a live one that is not available yet and is waited for.
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
      preprocessing: PreprocessingDescription(
        name: selection.preprocessing.preset.rawValue, crops: selection.preprocessing.crops.rawValue),
      networks: selection.networks.map(\.description),
      engine: networks.description,
      detection: DetectionDescription(
        mode: plan.mode,
        windowSnippets: plan.mode == .online ? plan.window : nil,
        cascade: cascade.map {
          CascadeDescription(bound: $0.bound.roundedForStorage, source: $0.source)
        }),
      rules: plan.rules, thresholdSource: threshold.source, machine: Machine.current.line)
  }
}
