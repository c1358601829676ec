import Foundation
import Logging
import VigilCore
import VigilInference
import VigilMedia
import VigilModels
import VigilNetworks
import VigilPipeline
import VigilPreprocessing
import VigilReport
import VigilTensorFiles

/// Turns videos into feature files, skipping those that are done.
struct Extraction {
  /// How a run ended.
  struct Outcome {
    /// How many videos were extracted.
    var finished = 0
    /// What went wrong with the others.
    var failures: [String] = []
    /// How many were not begun because a stop was requested.
    var left = 0
  }

  let items: [ExtractionList.Item]
  let output: URL
  let selection: ModelSelection
  let engine: EngineOptions
  /// Whether features that were made with other settings are replaced.
  let overwrite: Bool
  let log: Logger
  private let recipe: FeatureProvenance.Recipe

  init(
    _ items: [ExtractionList.Item], to output: URL, with selection: ModelSelection, engine: EngineOptions,
    overwrite: Bool = false, log: Logger
  ) throws {
    let selection = try engine.configuration.computed(selection)
    (self.items, self.output, self.selection, self.engine) = (items, output, selection, engine)
    (self.overwrite, self.log) = (overwrite, log)
    let network = try selection.network(.extractor).description
    recipe = FeatureProvenance.Recipe(
      clips: selection.preprocessing.name, extractor: network.architecture,
      weights: network.sha256 ?? network.weights, precision: network.precision)
  }

  /// Extracts one video after another until all are done or `stop` is requested; the current one is finished.
  func run(stop: StopRequest) async throws -> Outcome {
    let (due, unusable) = sorted()
    var outcome = Outcome(failures: unusable)
    log.info(
      "videos found",
      metadata: ["videos": "\(items.count)", "done before": "\(items.count - due.count - unusable.count)"])
    guard !due.isEmpty else { return outcome }
    let networks = try LoadedNetworks(selection, configuration: engine.configuration)
    let extractor = try await networks.extractor()
    let madeBy = networks.description.line
    log.info("engine", metadata: ["engine": "\(madeBy)"])
    for (number, item) in due.enumerated() {
      guard !stop.isRequested else {
        outcome.left = due.count - number
        break
      }
      do {
        try await extract(item, number: number, of: due.count, with: extractor, engine: madeBy)
        outcome.finished += 1
      } catch {
        let message = (error as? any ExplainedError)?.message ?? "\(error)"
        let path = item.video.path
        outcome.failures.append(message.contains(path) ? message : "\(path): \(message)")
        log.info("a video failed", metadata: ["reason": "\(message)"])
      }
    }
    return outcome
  }

  /// The videos to extract, and those whose features were made with other settings.
  private func sorted() -> (due: [ExtractionList.Item], unusable: [String]) {
    var due: [ExtractionList.Item] = []
    var unusable: [String] = []
    for item in items {
      let features = file(item)
      guard FileManager.default.fileExists(atPath: features.path) else {
        due.append(item)
        continue
      }
      let found = FeatureProvenance.beside(features)
      if let found, found.recipe == recipe, found.videoBytes == Self.bytes(item.video) { continue }
      if let found, found.recipe != recipe, !overwrite {
        unusable.append(
          "\(features.path) was made with \(found.recipe), not \(recipe); choose another folder or add --overwrite"
        )
      } else {
        due.append(item)
      }
    }
    return (due, unusable)
  }

  private func extract(
    _ item: ExtractionList.Item, number: Int, of count: Int, with extractor: FeatureExtractor, engine: String
  ) async throws {
    let source = try MediaSource(item.video.path)
    guard !source.isLive else { throw CommandError("a live source has no end; extract needs a recording") }
    let facts = try await source.facts()
    let clock = ContinuousClock()
    let began = clock.now
    var progress = ProgressLine(
      "\(number + 1)/\(count) \(item.name)", total: facts.frameCountEstimate,
      screen: .standardError(write: Console.terminal)
    ) { clock.now - began }
    var writer = try NPYWriter(file(item), rowShape: extractor.featureShape)
    var frames = 0
    let counts = try await FeaturePipeline(source: source, extractor: extractor).run(stop: StopRequest()) {
      snippet in
      try writer.append(snippet.features.values)
      frames += snippet.position.frameCount
      progress.update(done: frames)
    }
    progress.finish()
    guard counts.snippets > 0 else {
      throw CommandError("has too few frames for a snippet under \(selection.preprocessing.preset.rawValue)")
    }
    try writer.finish()
    try FeatureProvenance(
      recipe: recipe, video: item.video.path, videoBytes: Self.bytes(item.video), frames: counts.scoredFrames,
      snippets: counts.snippets, shape: [counts.snippets] + extractor.featureShape,
      vigil: VigilVersion.current,
      engine: engine
    ).write(beside: file(item))
    log.info(
      "extracted",
      metadata: [
        "video": "\(item.video.path)", "snippets": "\(counts.snippets)", "frames": "\(counts.scoredFrames)",
      ])
  }

  /// The file for a video's features.
  func file(_ item: ExtractionList.Item) -> URL { output.appending(path: item.name + ".npy") }

  private static func bytes(_ file: URL) -> Int {
    (try? file.resourceValues(forKeys: [.fileSizeKey]).fileSize) ?? 0
  }
}
