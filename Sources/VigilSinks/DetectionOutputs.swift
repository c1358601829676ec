import Foundation
public import Logging
public import VigilCore
public import VigilMedia
public import VigilPipeline
import VigilReport

/// Where one run sends its frames and updates: chooses the sinks that were asked for, joins them and ends them in order.
///
///     var outputs = try DetectionOutputs(request, of: watched, provenance: provenance, terminal: terminal, stop: stop, log: log)
///     let counts = try await run.run(stop: stop, onFrame: outputs.onFrame) { try await outputs.take($0) }
///     try await outputs.finishView(counts)
///     try await outputs.finish(counts, ending: .endOfSource)
public struct DetectionOutputs {
  /// What is asked for.
  public struct Request {
    /// The path of the folder for results; nil for none.
    public var folder: String?
    /// How results are divided; nil writes one folder.
    public var rotation: ResultRotation?
    /// Whether an annotated video is written into the folder.
    public var writesVideo = false
    /// Whether a window shows the live picture.
    public var showsWindow = false
    /// Whether results are lines of JSON instead of text.
    public var printsJSON = false
    /// Whether the memory is explained before and after.
    public var explainsMemory = false
    /// Whether the scores of both modes are compared in a line of text.
    public var comparesModes = false

    /// Asks for text only.
    public init() {}
  }

  /// The source and what is known of it.
  public struct Watched {
    /// The source as it is scored.
    public var source: MediaSource
    /// Whether it can be read a second time, for the frames of events and for the annotated video.
    public var canBeReadAgain: Bool
    /// The frames that it is expected to have; nil if unknown.
    public var frames: Int?

    /// Describes a source.
    public init(_ source: MediaSource, canBeReadAgain: Bool, frames: Int? = nil) {
      self.source = source
      self.canBeReadAgain = canBeReadAgain
      self.frames = frames
    }
  }

  /// Explains the memory, if that was asked for; wants to be told of loaded networks.
  public let memory: MemorySink?
  private let pictures: RecentPictures?
  private let view: LiveView?
  private let recording: VideoRecording?
  private var recorder: DetectionRecorder
  private let log: Logger

  /// Opens what was asked for; the folder before window and video, since it may be refused.
  ///
  /// - Parameters:
  ///   - request: What is asked for.
  ///   - watched: The source.
  ///   - provenance: How the results come about.
  ///   - terminal: Where progress, text and JSON go.
  ///   - stop: Requested when the window is closed.
  ///   - log: Receives what happens beside the results; also the failures of sinks of a live source, which goes on.
  /// - Throws: `ReportError` if the folder cannot be used.
  public init(
    _ request: Request, of watched: Watched, provenance: Provenance, terminal: RunTerminal,
    stop: StopRequest, log: Logger
  ) throws {
    self.log = log
    let source = watched.source
    let folder = request.folder.map { URL(filePath: $0) }
    let video = folder?.appending(path: ResultFolder.annotatedVideo)
    let recorded = watched.canBeReadAgain ? source : nil
    let overlay = Overlay(threshold: provenance.rules.threshold)
    memory =
      request.explainsMemory ? MemorySink(json: request.printsJSON, write: terminal.write) : nil
    pictures = provenance.detection.mode == .online && folder != nil ? RecentPictures() : nil
    recording =
      request.writesVideo && source.isLive
      ? VideoRecording { log.error("annotated.mp4 is incomplete: \($0.message)") } : nil
    var sinks: [any DetectionSink] = [
      ProgressSink(
        // JSON lines take the place of the progress.
        ProgressLine("Scoring", total: watched.frames, screen: request.printsJSON ? nil : terminal.screen),
        source: source.name, status: { source.status }, log: log,
        write: request.printsJSON ? nil : terminal.writeUnlessShown)
    ]
    if let folder {
      var results = ResultFolderSink.Options()
      results.isLive = source.isLive
      results.pictures = pictures.map { .recent($0) } ?? recorded.map { .recorded($0) } ?? .none
      results.rotation = request.rotation
      // The video of a live source is in its place before the scores are.
      results.outdatedVideo = request.rotation != nil || recording != nil ? nil : video
      results.stop = stop
      results.warn = { log.warning("\($0)") }
      results.onPart = { [recording] in recording?.begin($0.appending(path: ResultFolder.annotatedVideo)) }
      sinks.append(try ResultFolderSink(folder, provenance: provenance, options: results))
    }
    sinks += try Self.texts(request, provenance: provenance, memory: memory, write: terminal.write)
    view =
      request.showsWindow || recording != nil
      ? LiveView(
        overlay: overlay, window: request.showsWindow ? DisplayWindow(title: "Vigil: \(source.name)") : nil,
        recording: recording, stop: stop) : nil
    if let view { sinks.append(LiveViewSink(view)) }
    if let video, request.writesVideo, let recorded {
      sinks.append(
        AnnotatedVideoSink(AnnotatedVideo(of: recorded, overlay: overlay), destination: video, stop: stop) {
          switch $0 {
          case .began: log.info("writing annotated.mp4")
          case .cut(let seconds?):
            log.notice("annotated.mp4 is cut: the run was interrupted", metadata: ["seconds": "\(seconds)"])
          case .cut: log.notice("there is no annotated.mp4: the run was interrupted")
          }
        })
    }
    recorder = DetectionRecorder(
      sinks, hasCascade: provenance.detection.cascade != nil,
      onFailure: source.isLive
        ? { log.error("\($0.sink): \($0.error); detection goes on", metadata: ["failures": "\($0.count)"]) }
        : nil,
      faults: { source.status.faults })
  }

  /// What is printed: the line about the end comes last in JSON, and before the memory in text.
  private static func texts(
    _ request: Request, provenance: Provenance, memory: MemorySink?, write: @escaping (String) -> Void
  ) throws -> [any DetectionSink] {
    let memory: [any DetectionSink] = memory.map { [$0] } ?? []
    guard !request.printsJSON else { return memory + [try JSONLinesSink(provenance, write: write)] }
    let comparison =
      request.comparesModes
      ? ModeComparison(mode: provenance.detection.mode, threshold: provenance.rules.threshold) : nil
    return [SummarySink(output: request.folder, comparison: comparison, write: write)] + memory
  }

  /// What frames are passed to.
  public var onFrame: @Sendable (Frame) async -> Void {
    { [pictures, view] frame in
      pictures?.see(frame)
      view?.see(frame)
    }
  }

  /// Passes an update on.
  public mutating func take(_ update: DetectionUpdate) async throws { try await recorder.take(update) }

  /// Ends the view, and counts what its video lacks.
  ///
  /// - Throws: the error of the window.
  public func finishView(_ counts: PipelineCounts) async throws {
    let unwritten = try await view?.finish(keepsRecording: recorder.hasScores) ?? 0
    guard recording != nil, unwritten + counts.unseenFrames > 0 else { return }
    log.warning(
      "the encoder was too slow for annotated.mp4",
      metadata: ["frames left out": "\(unwritten + counts.unseenFrames)"])
  }

  /// Completes the results.
  public mutating func finish(_ counts: PipelineCounts, ending: RunOutcome.Ending) async throws {
    try await recorder.finish(counts, ending: ending)
  }

  /// Completes the results of a failed run, or leaves none.
  public mutating func giveUp() async {
    // What ended the run must be reported, even if the results cannot be saved either.
    _ = try? await view?.finish(keepsRecording: recorder.hasScores)
    try? await recorder.giveUp()
  }
}
