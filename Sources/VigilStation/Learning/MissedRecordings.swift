public import Foundation
public import VigilCore
import VigilMedia
public import VigilModels
import VigilPipeline
import VigilRecording
public import VigilStore

/// What was recorded of spans of which somebody said that something was missed in them, and of which no features are
/// kept, or of a part only.
///
/// A span leaves a camera's memory long before its recording leaves the disk, so its features are computed once more, from that. The
/// station is only read, and may run meanwhile.
public struct MissedRecordings: Sendable {
  /// What came of it.
  public struct Found: Sendable {
    /// The features of each span of which something was recorded; their scores are 0.
    public var stretches: [FeatureStretch] = []
    /// Spans of which nothing was recorded, or no longer, and no features are kept either.
    public var unrecorded = 0
    /// Spans whose recording cannot be read, and why; a line each.
    public var problems: [String] = []

    /// Nothing was found.
    public init() {}
  }

  /// The spans, the oldest first.
  public let spans: [ReviewLabel]
  /// The labels of spans of which features of a part are kept.
  private let partly: Set<Int64>
  private let folder: RecordingFolder
  private let model: StationModel

  /// Finds the spans.
  ///
  /// - Parameters:
  ///   - folder: The station's.
  ///   - model: Whose features are wanted, of its cameras.
  /// - Throws: `StoreError`.
  public init(_ store: StationStore, in folder: URL, model: StationModel) throws(StoreError) {
    self.folder = RecordingFolder(folder, store: store)
    self.model = model
    var kept: [String: [(span: DateInterval, spacing: Double)]] = [:]
    let query = FeatureQuery(cameras: model.cameras, network: model.network, kind: .missed)
    try store.features(query) { stretch in
      guard let first = stretch.snippets.first, let last = stretch.snippets.last else { return }
      let end = last.start.addingTimeInterval(last.duration)
      let span = DateInterval(start: first.start, end: max(first.start, end))
      // Of a long span not every snippet is kept.
      let spacing = span.duration / Double(stretch.snippets.count)
      kept[stretch.camera, default: []].append((span, spacing))
    }
    // What several people say of one span is computed once.
    var (spans, partly): ([ReviewLabel], Set<Int64>) = ([], [])
    for label in try Self.labels(store, model.cameras) where label.end > label.start {
      let span = DateInterval(start: label.start, end: label.end)
      let near = kept[label.camera, default: []].filter { $0.span.intersects(span) }
      let isKept = near.contains { kept in
        kept.span.start <= span.start + kept.spacing && kept.span.end >= span.end - kept.spacing
      }
      let isInOther = spans.contains {
        $0.camera == label.camera && $0.start <= label.start && $0.end >= label.end
      }
      guard !isKept, !isInOther else { continue }
      spans.append(label)
      if !near.isEmpty { partly.insert(label.id) }
    }
    (self.spans, self.partly) = (spans, partly)
  }

  /// All labels of missed spans, by when the spans begin.
  private static func labels(_ store: StationStore, _ cameras: [String]) throws(StoreError) -> [ReviewLabel] {
    var found: [ReviewLabel] = []
    var query = LabelQuery(cameras: cameras, verdict: .missed, limit: 1000)
    while true {
      let page = try store.labels(query)
      found += page
      query.before = page.last?.id
      if page.count < query.limit { break }
    }
    return found.sorted { $0.start < $1.start }
  }

  /// How long the spans are together, in seconds.
  public var seconds: Double { spans.reduce(0) { $0 + $1.end.timeIntervalSince($1.start) } }

  /// Computes the features, as the camera's own reading would from the pictures of the recording.
  ///
  /// - Parameters:
  ///   - configuration: How networks are run.
  ///   - stop: Ends it early.
  ///   - progress: Told how many seconds of `seconds` are done.
  /// - Throws: `CancellationError` after a stop; `ModelError`, `InferenceError`; `CocoaError` of the folder for temporary files.
  public func features(
    _ configuration: EngineConfiguration = EngineConfiguration(), stop: StopRequest,
    progress: (_ done: Double) -> Void = { _ in }
  ) async throws -> Found {
    var found = Found()
    guard !spans.isEmpty else { return found }
    let cuts = URL.temporaryDirectory.appending(path: "vigil-\(UUID().uuidString)")
    // What cameras saw is for nobody else's eyes.
    try FileManager.default.createDirectory(
      at: cuts, withIntermediateDirectories: false, attributes: [.posixPermissions: 0o700])
    defer { try? FileManager.default.removeItem(at: cuts) }
    let networks = try LoadedNetworks(model.selection, configuration: configuration)
    let extractor = try await stop.ending { try await networks.extractor() }
    var done = 0.0
    for span in spans {
      do {
        let stretch = try await features(of: span, by: extractor, cuts: cuts, stop: stop) { seconds in
          progress(min(self.seconds, done + seconds))
        }
        if let stretch {
          found.stretches.append(stretch)
        } else if !partly.contains(span.id) {
          found.unrecorded += 1
        }
      } catch {
        if error is CancellationError || stop.isRequested { throw CancellationError() }
        // One damaged file must not keep all others from being learned from.
        found.problems.append("\(span.camera), \(span.start.ISO8601Format()): \(error.explanation)")
      }
      done += span.end.timeIntervalSince(span.start)
      progress(done)
    }
    return found
  }

  /// The features of one span; nil if nothing was recorded of it.
  private func features(
    of span: ReviewLabel, by extractor: FeatureExtractor, cuts: URL, stop: StopRequest,
    progress: (_ seconds: Double) -> Void
  ) async throws -> FeatureStretch? {
    var sample = FeatureSample()
    var shape = (crops: 0, size: 0)
    for file in try cut(span, into: cuts) {
      defer { try? FileManager.default.removeItem(at: file.url) }
      let begin = span.start.addingTimeInterval(file.start)
      let pipeline = FeaturePipeline(source: try MediaSource(file.url.path), extractor: extractor)
      _ = try await pipeline.run(stop: stop) { (features: SnippetFeatures) async throws -> Void in
        let snippet = Self.snippet(features, of: begin)
        progress(max(0, snippet.start.timeIntervalSince(span.start)))
        // It begins with the key frame before.
        guard snippet.start < span.end,
          snippet.start.addingTimeInterval(snippet.duration) > span.start
        else { return }
        shape = (features.features.shape[0], features.features.shape[1])
        sample.add(snippet)
      }
      if stop.isRequested { throw CancellationError() }
    }
    let form = FeatureRing.Form(network: model.network, crops: shape.crops, size: shape.size)
    return form.stretch(of: span.camera, .missed, sample.snippets())
  }

  /// What was recorded of a span, as files; none if nothing was.
  private func cut(_ span: ReviewLabel, into cuts: URL) throws(RecordingError) -> [ClipFile] {
    do {
      return try SpanCutter(folder).cut(
        camera: span.camera, from: span.start, to: span.end, destination: cuts.appending(path: "span.mp4")
      ).files
    } catch {
      guard error.code == .noPictures else { throw error }
      return []
    }
  }

  /// A snippet of a file that begins at a date.
  private static func snippet(_ features: SnippetFeatures, of begin: Date) -> FeatureStretch.Snippet {
    let position = features.position
    return FeatureStretch.Snippet(
      start: begin.addingTimeInterval(position.start), duration: position.end - position.start, score: 0,
      features: features.features.values)
  }
}
