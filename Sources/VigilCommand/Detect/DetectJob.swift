import Foundation
import Logging
import VigilCore
import VigilInference
import VigilMedia
import VigilModels
import VigilNetworks
import VigilPipeline
import VigilReport
import VigilSinks

/// One run of `vigil detect`: joins source, networks and outputs, and ends them in order.
struct DetectJob {
  private let options: Detect
  private let log: Logger
  private let source: MediaSource
  private let sourceOptions: MediaSourceOptions
  private let setup: DetectionSetup

  /// Checks everything that can be checked before anything is opened.
  init(_ options: Detect) throws {
    self.options = options
    var log = options.log.logger("detect")
    var sourceOptions = try options.connection.options()
    sourceOptions.plays = options.loop.plays
    (sourceOptions.silenceLimit, sourceOptions.pictureRate) = (options.silenceLimit, options.frameRate)
    if options.wait { sourceOptions.retry = .station }
    self.sourceOptions = sourceOptions
    source = try MediaSource(options.source, options: sourceOptions)
    if source.isLive { log[metadataKey: "camera"] = "\(source.name)" }
    self.log = log
    if !source.isRepeatable, options.live || options.video || options.loop.plays != 1 {
      throw CommandError(
        "\(source.name) is a pipe, which is read once and as it comes; leave out --live, --video and --loop")
    }
    setup = try Self.setup(options, source: source, isLive: source.isLivenessKnown && source.isLive)
    if source.isLivenessKnown { try Self.check(options, setup, isLive: source.isLive) }
  }

  /// What is decided once it is known whether the source ends.
  private static func setup(
    _ options: Detect, source: MediaSource, isLive: Bool
  ) throws -> DetectionSetup {
    let isEndless = isLive || options.live || (options.loop.plays == nil && options.snippets == nil)
    return try DetectionSetup(
      options.request, selection: options.detection.engine.computed(options.detection.selection()),
      source: source.name, isEndless: isEndless)
  }

  /// Refuses options that contradict each other, or the source.
  private static func check(_ options: Detect, _ setup: DetectionSetup, isLive: Bool) throws {
    let isLive = isLive || options.live
    if options.video, options.loop.plays != 1, !isLive {
      throw CommandError("--video annotates a recording once; leave out --loop")
    }
    if options.rotation.keep != nil, options.rotation.rotation(isLive: isLive) == nil {
      throw CommandError("--keep is for results that are divided; add --rotate 1h, or leave out --keep")
    }
    if setup.settings.mode == .offline, options.rotation.rotate?.seconds != nil {
      throw CommandError("offline scores are made at the end and cannot be divided; leave out --rotate")
    }
  }

  /// Runs to the end of the source or until Ctrl-C.
  func run() async throws {
    let interruption = Interruption(consequence: "finishing what has begun")
    defer { withExtendedLifetime(interruption) {} }
    let stop = interruption.stop
    if options.output != nil || source.isLive || options.live { Console.goOn { stop.request() } }
    do { try await run(stop: stop) } catch is CancellationError where stop.isRequested {}
    try Console.verifyResults()
    // What blocks in a library, or loads a network, may still run, and must not meet the end of the program.
    if stop.isRequested { _exit(EXIT_SUCCESS) }
  }

  /// - Throws: `CancellationError` if a stop was requested before the first frame.
  private func run(stop: StopRequest) async throws {
    if !setup.selection.isTrained {
      log.warning("the weights are not trained: the scores show the pipeline and mean nothing")
    }
    let threshold = setup.threshold
    log.info("threshold", metadata: ["score": "\(threshold.value)", "source": "\(threshold.source)"])
    let isKnown = source.isLivenessKnown
    if isKnown { for warning in setup.warnings { log.warning("\(warning)") } }
    if isKnown { try await prepare(setup, stop: stop) }
    let facts = try await stop.ending { [source, log, waits = options.wait] in
      try await Self.facts(of: source, waits: waits, log: log)
    }
    var setup = setup
    if !isKnown {
      // Only the server knows whether an address is that of a recording.
      setup = try Self.setup(options, source: source, isLive: source.isLive)
      try Self.check(options, setup, isLive: source.isLive)
      for warning in setup.warnings { log.warning("\(warning)") }
    }
    try await run(setup, facts: facts, stop: stop)
  }

  /// Has networks compiled that take minutes, while the source is not open yet: no camera waits that long.
  private func prepare(_ setup: DetectionSetup, stop: StopRequest) async throws {
    guard options.detection.engine.capabilities.compilesForMinutes else { return }
    let networks = try LoadedNetworks(setup.selection, configuration: options.detection.engine)
    let missing = try networks.unprepared(setup.settings)
    guard !missing.isEmpty else { return }
    log.notice(
      "networks are built for this machine, which can take minutes; vigil models prepare does it ahead",
      metadata: ["networks": "\(missing.map(\.rawValue).joined(separator: ", "))"])
    // Where nothing is kept, that has to wait until they are used.
    guard options.detection.engine.cache != nil else { return }
    try await stop.ending { [settings = setup.settings] in _ = try await networks.detection(settings) }
  }

  /// Scores the source, of which the facts are known, and writes the results.
  private func run(_ setup: DetectionSetup, facts: SourceFacts?, stop: StopRequest) async throws {
    let networks = try LoadedNetworks(setup.selection, configuration: options.detection.engine)
    log.info("engine", metadata: ["engine": "\(networks.description.line)"])
    let source = try playedSource(facts)
    // For the frames of events and the annotated video.
    let canBeReadAgain = !source.isLive && options.loop.plays == 1 && source.isRepeatable
    var outputs = try DetectionOutputs(
      options.outputs(isLive: source.isLive),
      of: DetectionOutputs.Watched(
        source, canBeReadAgain: canBeReadAgain,
        frames: options.snippets == nil && options.loop.plays == 1 ? facts?.frameCountEstimate : nil),
      provenance: setup.provenance(
        of: SourceDescription(name: options.source, facts: facts), engine: networks.description),
      terminal: .console, stop: stop, log: log)
    let counts: PipelineCounts
    do {
      counts = try await detect(source, setup, with: networks, facts: facts, into: &outputs, stop: stop)
      try await outputs.finishView(counts)
    } catch let error as CancellationError where stop.isRequested {
      try await outputs.finishView(PipelineCounts())
      try await outputs.finish(PipelineCounts(), ending: .interrupted)
      throw error
    } catch {
      await outputs.giveUp()
      throw error
    }
    try await outputs.finish(counts, ending: stop.isRequested ? .interrupted : .endOfSource)
  }

  /// Loads the networks and scores the source.
  private func detect(
    _ source: MediaSource, _ setup: DetectionSetup, with networks: LoadedNetworks, facts: SourceFacts?,
    into outputs: inout DetectionOutputs, stop: StopRequest
  ) async throws -> PipelineCounts {
    // Only the task that loads uses it meanwhile; one that is given up reports nothing after that.
    nonisolated(unsafe) let memory = outputs.memory
    let loaded = try await stop.ending { [settings = setup.settings] in
      try await networks.detection(settings) { memory?.loaded($0, $1) }
    }
    let run = DetectionRun(
      source: source, extractor: loaded.extractor, detectors: loaded.detectors, settings: setup.settings,
      snippetLimit: options.snippets ?? .max)
    if let facts {
      memory?.add(try run.memory(frameWidth: facts.width, frameHeight: facts.height))
    }
    memory?.writePlan()
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
  private static func facts(of source: MediaSource, waits: Bool, log: Logger) async throws -> SourceFacts? {
    do {
      return try await source.facts()
    } catch let error as MediaError where source.isLive && waits {
      log.notice("\(error.message); trying again")
      return nil
    }
  }
}

extension Detect {
  /// What the detection is asked for.
  fileprivate var request: DetectionSetup.Request {
    var request = DetectionSetup.Request(
      rules: detection.events.rules(modelThreshold: EventRules().threshold))
    (request.mode, request.window, request.comparesModes) = (mode, detection.online.window, compare)
    (request.threshold, request.calibration) = (detection.events.threshold, calibration)
    (request.usesCascade, request.cascadeBound) = (cascade, cascadeBound)
    return request
  }

  /// What is written and shown.
  fileprivate func outputs(isLive: Bool) -> DetectionOutputs.Request {
    var request = DetectionOutputs.Request()
    (request.folder, request.rotation) = (output, rotation.rotation(isLive: isLive))
    (request.writesVideo, request.showsWindow) = (video, display)
    (request.printsJSON, request.explainsMemory, request.comparesModes) = (json, explainMemory, compare)
    return request
  }
}

extension RunTerminal {
  /// The terminal that the program was started in.
  fileprivate static var console: RunTerminal {
    RunTerminal(
      screen: .standardError(write: Console.terminal), showsResults: Console.outputIsTerminal,
      write: Console.result)
  }
}
