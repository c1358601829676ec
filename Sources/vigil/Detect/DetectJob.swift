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

/// One run of `vigil detect`: joins source, networks and outputs, and ends them in order.
struct DetectJob {
  private let options: Detect
  private let log: Logger
  private let source: MediaSource
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
    source = try MediaSource(options.source, options: sourceOptions)
    selection = try options.engine.configuration.computed(options.model.selection())
    let isEndless = source.isLive || (options.loop.plays == nil && options.snippets == nil)
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
    canBeReadAgain = !source.isLive && options.loop.plays == 1
    if options.video, !canBeReadAgain, !source.isLive {
      throw CommandError("--video annotates a recording once; leave out --loop")
    }
    plan = DetectionPlan(
      mode: options.mode ?? (isEndless ? .online : .offline),
      window: options.window, comparesModes: options.compare,
      rules: options.events.rules(modelThreshold: threshold.value), cascadeBound: cascade?.bound)
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
    let record = try DetectRecord(
      options, source: source, facts: facts, provenance: provenance(facts, engine: networks), log: log)
    var memory = options.explainMemory ? MemoryReport() : nil
    let counts: PipelineCounts
    do {
      counts = try await detect(
        with: networks, facts: facts, into: record, memory: &memory, stop: interruption.stop)
    } catch {
      // What ended the run must be reported, even if the results cannot be saved either.
      try? record.giveUp()
      throw error
    }
    if plan.mode == .offline, canBeReadAgain { await record.addPictures(from: source) }
    // The line about the end comes last.
    if options.json { memory.map { $0.showEnd(json: true) } }
    try record.finish(counts, ending: interruption.stop.isRequested ? .interrupted : .endOfSource)
    if !options.json { memory.map { $0.showEnd(json: false) } }
    try await annotate(record.frameScores)
  }

  /// Scores the source, showing and recording it along the way.
  private func detect(
    with networks: LoadedNetworks, facts: SourceFacts?, into record: DetectRecord,
    memory: inout MemoryReport?,
    stop: StopRequest
  ) async throws -> PipelineCounts {
    // Detectors first: the peak of loading them must not come on top of the extractor.
    let online = plan.needsNewest ? try await networks.detector(.newest) : nil
    if let online { memory?.loaded("detector", online.memory) }
    let offline = plan.needsOffline ? try await networks.detector(.all) : nil
    if let offline { memory?.loaded("detector, offline", offline.memory) }
    let extractor = try await networks.extractor(concurrentItems: cascade == nil ? nil : 1)
    if let known = extractor.memory {
      memory?.loaded("extractor", known)
    } else {
      memory?.willLoad("extractor")
    }
    let recordsLive = options.video && source.isLive
    let view = LiveView(
      overlay: overlay, window: options.display ? DisplayWindow(title: "Vigil: \(source.name)") : nil,
      video: recordsLive ? annotatedFile.map { VideoWriter($0) } : nil, stop: stop)
    let pictures = plan.mode == .online && options.output != nil ? RecentPictures() : nil
    let showsFrames = options.display || recordsLive
    let run = DetectionRun(
      source: source, extractor: extractor, detectors: Detectors(online: online, offline: offline),
      plan: plan,
      snippetLimit: options.snippets ?? .max)
    if let facts {
      try memory?.add(run.memory(frameWidth: facts.width, frameHeight: facts.height))
    }
    memory.map { $0.showPlan(json: options.json) }
    let counts = try await run.run(stop: stop) { frame in
      pictures?.see(frame)
      if showsFrames { view.see(frame) }
    } _: { update in
      if case .scored(let score) = update { view.scored(score) }
      memory?.note()
      try await record.take(update, pictures: pictures)
    }
    let unwritten = try await view.finish()
    if unwritten > 0 {
      log.warning("the encoder was too slow for annotated.mp4", metadata: ["frames left out": "\(unwritten)"])
    }
    return counts
  }

  /// Writes the annotated copy of a recording, or deletes that of an earlier result, which shows other scores.
  private func annotate(_ scores: FrameScores) async throws {
    guard let annotatedFile, canBeReadAgain || !options.video else { return }
    guard options.video, !scores.isEmpty else {
      try? FileManager.default.removeItem(at: annotatedFile)
      return
    }
    // The whole recording is copied; frames without a score show none.
    log.info("writing annotated.mp4")
    _ = try await AnnotatedVideo(of: source, overlay: overlay).write(to: annotatedFile) { scores[$0] }
  }

  private var overlay: Overlay { Overlay(threshold: plan.rules.threshold) }

  private var annotatedFile: URL? {
    options.output.map { URL(filePath: $0).appending(path: "annotated.mp4") }
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
