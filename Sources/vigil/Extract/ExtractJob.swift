import Foundation
import Logging
import VigilCore
import VigilInference
import VigilMedia
import VigilNetworks
import VigilPipeline
import VigilPreprocessing
import VigilReport
import VigilTensorFiles

/// One run of `vigil extract`.
struct ExtractJob {
  private let options: Extract
  private let log: Logger
  private let items: [ExtractionList.Item]
  private let output: URL
  private let selection: ModelSelection
  private let recipe: FeatureProvenance.Recipe

  init(_ options: Extract) throws {
    self.options = options
    log = options.log.logger("extract")
    let all = try ExtractionList(inputs: options.inputs, list: options.list).items
    items = options.shard?.part(of: all) ?? all
    output = URL(filePath: options.output)
    selection = try options.model.selection()
    let network = try selection.network(.extractor).description
    recipe = FeatureProvenance.Recipe(
      clips: selection.recipe.name, extractor: network.architecture,
      weights: network.sha256 ?? network.weights, precision: network.precision)
  }

  func run() async throws {
    let (due, unusable) = sorted()
    var failures = unusable
    log.info(
      "videos found",
      metadata: [
        "videos": "\(items.count)", "done before": "\(items.count - due.count - unusable.count)",
        "shard": "\(options.shard.map(\.description) ?? "all")",
      ])
    let interruption = Interruption {
      Console.diagnostic("ending: the video that was begun is finished; press Ctrl-C again to end at once")
    }
    var finished = 0
    if !due.isEmpty {
      let networks = try LoadedNetworks(selection, options: options.engine)
      let extractor = try await networks.extractor()
      let engine = "\(networks.engine.name) \(networks.engine.version)"
      for (number, item) in due.enumerated() where !interruption.stop.isRequested {
        do {
          try await extract(item, number: number, of: due.count, with: extractor, engine: engine)
          finished += 1
        } catch {
          let message = (error as? any ExplainedError)?.message ?? "\(error)"
          let path = item.video.path
          failures.append(message.contains(path) ? message : "\(path): \(message)")
          log.info("a video failed", metadata: ["reason": "\(message)"])
        }
      }
    }
    let left = due.count - finished - (failures.count - unusable.count)
    Console.result("\(finished) extracted, \(failures.count) failed" + (left > 0 ? ", \(left) left" : ""))
    guard failures.isEmpty else {
      throw CommandError(
        "\(failures.count) of \(items.count) videos failed: \(failures.joined(separator: "; "))")
    }
  }

  /// The videos that are to be done, and those whose features were made in another way.
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
      if let found, found.recipe != recipe, !options.overwrite {
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
    guard !source.isLive else { throw CommandError("a live source has no end; extract takes recordings") }
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
      throw CommandError("has too few frames for a snippet under \(selection.recipe.preset.rawValue)")
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

  private func file(_ item: ExtractionList.Item) -> URL { output.appending(path: item.name + ".npy") }

  private static func bytes(_ file: URL) -> Int {
    (try? file.resourceValues(forKeys: [.fileSizeKey]).fileSize) ?? 0
  }
}
