import ArgumentParser
import Foundation
import VigilCore
import VigilDatasets
import VigilModels
import VigilPipeline
import VigilPreprocessing

/// The training videos, whichever way they were named.
struct TrainingVideos {
  let options: Train
  /// Where missing features are extracted to.
  let features: URL

  /// Feature files: those named, those of a manifest's training videos, or those that were extracted.
  func files() throws -> (normal: [URL], abnormal: [URL]) {
    if let videos = options.videos {
      let (manifest, _) = try Self.manifest(of: videos)
      return try Self.files(manifest, in: features)
    }
    if let manifest = options.manifest, let folder = options.features {
      return try Self.files(Manifest(file: manifest), in: URL(filePath: folder))
    }
    return (try FeatureFiles.named(options.normal), try FeatureFiles.named(options.abnormal))
  }

  /// Extracts the features of videos that have none yet.
  ///
  /// - Throws: if videos are missing or cannot be extracted, all at once; or if the user ends it.
  func extract() async throws {
    guard let videos = options.videos, let extractor = options.extractor else { return }
    let (manifest, folder) = try Self.manifest(of: videos)
    let wanted = manifest.videos(for: .train)
    let files = try wanted.located(in: .videos(folder))
    let items = zip(wanted, files).map { ExtractionList.Item(video: $1, name: Self.featureName($0)) }
    let clashes = ExtractionList.clashes(items)
    guard clashes.isEmpty else { throw CommandError(clashes.joined(separator: "; ")) }
    var model = ["--model", extractor]
    if let preset = options.preset { model += ["--preset", preset.rawValue] }
    if let crops = options.crops { model += ["--crops", "\(crops.rawValue)"] }
    let extraction = try Extraction(
      items, to: features, with: ModelOptions.parse(model).selection(),
      engine: .parse(options.threads.map { ["--threads", "\($0)"] } ?? []), log: options.log.logger("extract")
    )
    let interruption = Interruption {
      Console.diagnostic("stopping: finishing the current video; press Ctrl-C again to quit at once")
    }
    let outcome = try await extraction.run(stop: interruption.stop)
    guard outcome.failures.isEmpty else {
      throw CommandError(
        "\(outcome.failures.count) of \(items.count) videos cannot be extracted; fix them or leave them out: "
          + outcome.failures.joined(separator: "; "))
    }
    guard !interruption.stop.isRequested else {
      throw CommandError(
        "interrupted before the first step with \(outcome.left) videos left; run the same command again to resume"
      )
    }
  }

  /// A manifest and the folder that its paths are relative to.
  private static func manifest(of path: String) throws -> (Manifest, URL) {
    let place = URL(filePath: path)
    var isFolder: ObjCBool = false
    guard FileManager.default.fileExists(atPath: path, isDirectory: &isFolder) else {
      throw CommandError("there is no \(path)")
    }
    guard isFolder.boolValue else { return (try Manifest(file: path), place.deletingLastPathComponent()) }
    let reading = try DatasetLayout.folder.read(place)
    guard reading.findings.problems.isEmpty else {
      throw CommandError(reading.findings.problems.joined(separator: "; "))
    }
    return (reading.manifest, place)
  }

  /// The features of training videos, by kind.
  private static func files(_ manifest: Manifest, in folder: URL) throws -> (normal: [URL], abnormal: [URL]) {
    let videos = manifest.videos(for: .train)
    let files = zip(videos, try videos.located(in: .features(folder)))
    return (files.filter { !$0.0.isAbnormal }.map(\.1), files.filter(\.0.isAbnormal).map(\.1))
  }

  /// The name of a video's features, within their folder wherever the video lies.
  private static func featureName(_ video: Manifest.Video) -> String {
    video.name.split(separator: "/").filter { $0 != ".." && $0 != "." }.joined(separator: "/")
  }
}
