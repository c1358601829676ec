public import Foundation
public import VigilCore
public import VigilDatasets
import VigilMedia
import VigilPreprocessing
import VigilTensorFiles

/// Turns videos into feature files with their provenance, skipping those that are done: the next run resumes one that was
/// stopped or failed.
public struct Extraction: Sendable {
  /// How a run ended.
  public struct Outcome: Hashable, Sendable {
    /// How many videos were extracted.
    public var finished = 0
    /// What went wrong with the others, a sentence each.
    public var failures: [String] = []
    /// How many had been extracted before, and were skipped.
    public var skipped = 0
    /// How many were not begun because a stop was requested.
    public var left = 0
    /// How many videos with features were truncated, damaged or otherwise faulty, those extracted before included.
    public var faulty = 0

    /// How many videos became what, in a line for people.
    ///
    /// - Parameter problems: How many more failed before they could be asked for.
    public func line(problems: Int = 0) -> String {
      var parts = ["\(finished) extracted", "\(failures.count + problems) failed"]
      if skipped > 0 { parts.append("\(skipped) skipped, extracted before") }
      if left > 0 { parts.append("\(left) left") }
      if faulty > 0 { parts.append("\(faulty) with faults: see the warnings") }
      return parts.joined(separator: ", ")
    }
  }

  /// What happens in a run.
  public enum Event: Sendable {
    /// So many videos are asked for, of which some were extracted before.
    case found(videos: Int, before: Int)
    /// The extractor was loaded, by this engine.
    case loaded(engine: String)
    /// A video was opened: its number, counted from 1, of those to be extracted, and its frames where it says so.
    case began(ExtractionList.Item, number: Int, of: Int, frames: Int?)
    /// So many frames of the video were extracted.
    case advanced(frames: Int)
    /// The video has been read to its end.
    case ended
    /// Its features are in their place.
    case extracted(ExtractionList.Item, FeatureProvenance)
    /// Its features are in their place, now or from before, but something is wrong with the video: a sentence.
    case warned(ExtractionList.Item, String)
    /// It cannot be extracted, and why.
    case failed(ExtractionList.Item, String)
  }

  /// An extractor that is ready, and what runs it.
  public struct Loaded: Sendable {
    /// The extractor.
    public var extractor: FeatureExtractor
    /// What runs it, for provenance.
    public var engine: String

    /// Names both.
    public init(extractor: FeatureExtractor, engine: String) {
      self.extractor = extractor
      self.engine = engine
    }
  }

  /// The videos, and what their features are called.
  public let items: [ExtractionList.Item]
  private let output: URL
  private let method: FeatureProvenance.Method
  private let overwrite: Bool
  private let load: @Sendable () async throws -> Loaded

  /// Prepares an extraction.
  ///
  /// - Parameters:
  ///   - items: the videos.
  ///   - output: the folder for the features.
  ///   - method: how they are made, which decides whether those that are there already will do.
  ///   - overwrite: whether features that were made with other settings are replaced.
  ///   - load: loads the extractor; called once there is a video to extract.
  public init(
    _ items: [ExtractionList.Item], to output: URL, method: FeatureProvenance.Method, overwrite: Bool = false,
    load: @escaping @Sendable () async throws -> Loaded
  ) {
    self.items = items
    self.output = output
    self.method = method
    self.overwrite = overwrite
    self.load = load
  }

  /// Extracts one video after another until all are done or `stop` is requested; the current one is finished, unless it still
  /// waits to be opened.
  ///
  /// - Parameters:
  ///   - stop: ends the extraction early once requested.
  ///   - report: told what happens.
  /// - Throws: what `load` throws; what is wrong with a video is in the outcome, and the others are extracted.
  public func run(
    stop: StopRequest, report: (Event) -> Void = { _ in }
  ) async throws -> Outcome {
    // What an earlier run left half written when it was killed is of no use to anybody.
    for folder in Set(items.map { file($0).deletingLastPathComponent() }) { Neighbour.sweep(folder) }
    let (due, unusable, faulty) = sorted()
    var outcome = Outcome(failures: unusable)
    outcome.skipped = items.count - due.count - unusable.count
    report(.found(videos: items.count, before: outcome.skipped))
    func warn(_ item: ExtractionList.Item, of faults: SourceFaults?) {
      guard let faults, !faults.isEmpty else { return }
      outcome.faulty += 1
      for sentence in faults.sentences(about: item.video.path) { report(.warned(item, sentence)) }
    }
    for (item, faults) in faulty { warn(item, of: faults) }
    guard !due.isEmpty else { return outcome }
    let loaded = try await load()
    report(.loaded(engine: loaded.engine))
    for (number, item) in due.enumerated() {
      guard !stop.isRequested else {
        outcome.left = due.count - number
        break
      }
      do {
        let provenance = try await extract(item, with: loaded, stop: stop) { frames in
          report(.began(item, number: number + 1, of: due.count, frames: frames))
        } advanced: { frames in
          report(.advanced(frames: frames))
        } ended: {
          report(.ended)
        }
        outcome.finished += 1
        report(.extracted(item, provenance))
        warn(item, of: provenance.faults)
      } catch is CancellationError where stop.isRequested && !Task.isCancelled {
        // Before the video's first frame, which may never come, as from a pipe that nobody writes to.
        outcome.left = due.count - number
        break
      } catch {
        let (message, path) = (error.explanation, item.video.path)
        outcome.failures.append(message.contains(path) ? message : "\(path): \(message)")
        report(.failed(item, message))
      }
    }
    return outcome
  }

  /// The file for a video's features.
  public func file(_ item: ExtractionList.Item) -> URL {
    output.appending(path: FileName.fitting(item.name, ".npy"))
  }

  /// The videos to extract, those whose features were made with other settings, and those that were extracted before but are
  /// faulty.
  private func sorted() -> (
    due: [ExtractionList.Item], unusable: [String], faulty: [(ExtractionList.Item, SourceFaults)]
  ) {
    var due: [ExtractionList.Item] = []
    var unusable: [String] = []
    var faulty: [(ExtractionList.Item, SourceFaults)] = []
    for item in items {
      let features = file(item)
      guard FileManager.default.fileExists(atPath: features.path) else {
        due.append(item)
        continue
      }
      let found = FeatureProvenance.beside(features)
      if let found, found.method == method, found.videoBytes == PictureSequence.bytes(of: item.video) {
        if let faults = found.faults { faulty.append((item, faults)) }
        continue
      }
      if let found, found.method != method, !overwrite {
        unusable.append(
          "\(features.path) was made with \(found.method), not \(method); choose another folder or add --overwrite"
        )
      } else {
        due.append(item)
      }
    }
    return (due, unusable, faulty)
  }

  private func extract(
    _ item: ExtractionList.Item, with loaded: Loaded, stop: StopRequest, began: (Int?) -> Void,
    advanced: (Int) -> Void, ended: () -> Void
  ) async throws -> FeatureProvenance {
    let extractor = loaded.extractor
    let source = try MediaSource(item.video.path)
    guard !source.isLive else {
      throw PipelineError(.notARecording, "a live source has no end; extract needs a recording")
    }
    began(try await stop.ending { try await source.facts().frameCountEstimate })
    var writer = try NPYWriter(file(item), rowShape: extractor.featureShape)
    var frames = 0
    let counts = try await FeaturePipeline(source: source, extractor: extractor).run(stop: StopRequest()) {
      snippet in
      try writer.append(snippet.features.values)
      frames += snippet.position.frameCount
      advanced(frames)
    }
    ended()
    guard counts.snippets > 0 else {
      let preset = extractor.preprocessing.preset.rawValue
      throw PipelineError(.tooShort, "has too few frames for a snippet under \(preset)")
    }
    try writer.finish()
    let provenance = FeatureProvenance(
      method: method, video: item.video.path, videoBytes: PictureSequence.bytes(of: item.video),
      frames: counts.scoredFrames,
      snippets: counts.snippets, shape: [counts.snippets] + extractor.featureShape, engine: loaded.engine,
      faults: source.status.faults.isEmpty ? nil : source.status.faults)
    try provenance.write(beside: file(item))
    return provenance
  }

}
