import Foundation
import Logging
import VigilCore
import VigilMedia
import VigilPipeline
import VigilReport
import VigilSinks

/// Where one run of `vigil detect` sends its frames and updates.
struct DetectOutputs {
  /// Shows memory, if the user asked for it.
  let memory: MemorySink?
  private let pictures: RecentPictures?
  private let view: LiveView?
  private let recording: VideoRecording?
  private(set) var recorder: DetectionRecorder
  private let log: Logger

  /// Opens what the user asked for; the output folder first, since it may be refused.
  ///
  /// - Parameter recorded: The source, if it can be read a second time.
  init(
    _ options: Detect, source: MediaSource, recorded: MediaSource?, frames: Int?, provenance: Provenance,
    stop: StopRequest, log: Logger
  ) throws {
    self.log = log
    let overlay = Overlay(threshold: provenance.rules.threshold)
    let folder = options.output.map { URL(filePath: $0) }
    memory = options.explainMemory ? MemorySink(json: options.json, write: Console.result) : nil
    pictures = provenance.detection.mode == .online && folder != nil ? RecentPictures() : nil
    recording =
      options.video && source.isLive
      ? VideoRecording { log.error("annotated.mp4 is incomplete: \($0.message)") } : nil
    var sinks: [any DetectionSink] = [
      ProgressSink(source, frames: frames, json: options.json, log: log)
    ]
    if let folder {
      var results = ResultFolderSink.Options()
      results.isLive = source.isLive
      results.pictures = pictures.map { .recent($0) } ?? recorded.map { .recorded($0) } ?? .none
      results.rotation = options.rotation.rotation(isLive: source.isLive)
      results.warn = { log.warning("\($0)") }
      results.onPart = { [recording] in recording?.begin($0.appending(path: ResultFolder.annotatedVideo)) }
      sinks.append(try ResultFolderSink(folder, provenance: provenance, options: results))
    }
    let memorySink: [any DetectionSink] = memory.map { [$0] } ?? []
    // The line about the end comes last in JSON, and before the memory in a terminal.
    if options.json {
      sinks += memorySink
      sinks.append(try JSONLinesSink(provenance, write: Console.result))
    } else {
      let comparison =
        options.compare
        ? ModeComparison(mode: provenance.detection.mode, threshold: provenance.rules.threshold) : nil
      sinks.append(SummarySink(output: options.output, comparison: comparison, write: Console.result))
      sinks += memorySink
    }
    view =
      options.display || recording != nil
      ? LiveView(
        overlay: overlay, window: options.display ? DisplayWindow(title: "Vigil: \(source.name)") : nil,
        recording: recording, stop: stop) : nil
    if let view { sinks.append(LiveViewSink(view)) }
    if let folder, options.video, let recorded {
      sinks.append(
        AnnotatedVideoSink(
          AnnotatedVideo(of: recorded, overlay: overlay),
          destination: folder.appending(path: ResultFolder.annotatedVideo)
        ) { log.info("writing annotated.mp4") })
    }
    recorder = DetectionRecorder(
      sinks, hasCascade: provenance.detection.cascade != nil,
      onFailure: source.isLive
        ? { log.error("\($0.sink): \($0.error); detection goes on", metadata: ["failures": "\($0.count)"]) }
        : nil)
  }

  /// What frames are passed to.
  var onFrame: @Sendable (Frame) async -> Void {
    { [pictures, view] frame in
      pictures?.see(frame)
      view?.see(frame)
    }
  }

  /// Passes an update on.
  mutating func take(_ update: DetectionUpdate) async throws { try await recorder.take(update) }

  /// Ends the view, which may have failed, and counts what its video lacks.
  func finishView(_ counts: PipelineCounts) async throws {
    let unwritten = try await view?.finish() ?? 0
    guard recording != nil, unwritten + counts.unseenFrames > 0 else { return }
    log.warning(
      "the encoder was too slow for annotated.mp4",
      metadata: ["frames left out": "\(unwritten + counts.unseenFrames)"])
  }

  /// Completes the results.
  mutating func finish(_ counts: PipelineCounts, ending: RunOutcome.Ending) async throws {
    try await recorder.finish(counts, ending: ending)
  }

  /// Completes the results of a failed run, or leaves none.
  mutating func giveUp() async {
    // What ended the run must be reported, even if the results cannot be saved either.
    _ = try? await view?.finish()
    try? await recorder.giveUp()
  }
}
