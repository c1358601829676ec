import ArgumentParser
import Foundation
import VigilPreprocessing
import VigilTraining

/// What a detector is trained with, in one of four ways.
struct TrainingVideoOptions: ParsableArguments {
  @Option(parsing: .upToNextOption, help: "Videos without an anomaly.")
  var normal: [String] = []

  @Option(parsing: .upToNextOption, help: "Videos with an anomaly somewhere.")
  var abnormal: [String] = []

  @Option(help: "A manifest (vigil dataset), whose training videos to take, with --features.")
  var manifest: String?

  @Option(help: "The folder of the features of the manifest's videos.")
  var features: String?

  @Option(
    help: "Videos to extract and train with: a folder with normal/ and abnormal/ or classes, or a manifest.")
  var videos: String?

  @Option(help: "The model whose extractor makes the features of --videos.")
  var extractor: String?

  @Option(help: "Crops per frame for --videos: 10, 5 or 1; the extractor's own if not given.")
  var crops: CropCount?

  @Option(
    help:
      "Learn from what people said of a station's events, with the features that it has kept, or its recordings of missed spans: the station's file."
  )
  var fromStation: String?

  @Option(
    name: .customLong("camera"), parsing: .upToNextOption, help: "Only these cameras of --from-station.")
  var cameras: [String] = []

  /// Videos are named in exactly one way.
  func validate() throws {
    let ways = [
      !normal.isEmpty || !abnormal.isEmpty, manifest != nil || features != nil,
      videos != nil || extractor != nil, fromStation != nil,
    ]
    try require(
      ways.count(where: { $0 }) == 1 && normal.isEmpty == abnormal.isEmpty
        && (manifest == nil) == (features == nil) && (videos == nil) == (extractor == nil),
      "say what to train with: --normal and --abnormal, or --manifest and --features, or --videos and --extractor, or --from-station"
    )
    try require(cameras.isEmpty || fromStation != nil, "--camera is for --from-station")
    try require(crops == nil || videos != nil, "--crops is for --videos")
  }

  /// What to learn from.
  ///
  /// - Parameter folder: where the features of videos go that are extracted.
  func source(extractingTo folder: URL) -> TrainingSource {
    if let videos { return .videos(videos, features: folder) }
    if let manifest, let features { return .manifest(manifest, features: URL(filePath: features)) }
    return .features(normal: normal, abnormal: abnormal)
  }
}
