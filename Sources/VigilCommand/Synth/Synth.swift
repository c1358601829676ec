public import ArgumentParser
import Foundation
public import VigilMedia
public import VigilScenes

/// `vigil synth`.
struct Synth: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    abstract: "Renders labelled scenes of a fixed camera, for demos, tests and pre-training.",
    discussion: """
      Renders one scene into --output NAME.mp4, with its annotation in NAME.csv; or --count scenes into a folder, in normal/ and \
      abnormal/, with manifest.csv. An annotation has the columns video,label,frames,intervals; an interval such as 300-420 \
      is the first and the last abnormal frame, counted from 0. The seed determines all pixels, and the light, weather and place of \
      a set unless they are given. Ctrl-C keeps complete videos only, and the same command resumes after them.
      """)

  @Option(help: "A video that ends in .mp4; with --count, a folder.")
  var output: String

  @OptionGroup
  var random: RandomOptions

  @Option(help: "The anomaly of a single scene: \(AnomalyChoice.spelled).")
  var anomaly = AnomalyChoice(anomaly: nil)

  @Option(help: "Render this many scenes into a folder, every other one abnormal.")
  var count: Int?

  @Option(help: "The anomalies of a set: all, or a list such as fight,fall.")
  var anomalies: AnomalyList?

  @Option(help: "Duration in seconds.")
  var duration = 30.0

  @Option(help: "Start of the anomaly, in seconds; random if not given.")
  var at: Double?

  @Option(help: "Duration of the anomaly, in seconds; typical for its kind if not given.")
  var length: Double?

  @Option(help: "Picture size in pixels, as WIDTHxHEIGHT, both even.")
  var size = PictureSize(width: 480, height: 360)

  @Option(help: "Frames per second.")
  var fps = 25.0

  @Option(help: "Time of day: day or night.")
  var light: Daylight?

  @Option(help: "Weather: clear, rain, snow or fog.")
  var weather: Weather?

  @Option(help: "Place: street, square or car-park; random if not given.")
  var place: Place?

  @Option(help: "Sensor noise: 0 for none, 1 for a typical camera.")
  var noise = 1.0

  @Option(help: "Compression quality: 0 (lossless) to 51 (worst).")
  var quality: Int?

  @Option(help: "Bit rate instead of a quality, such as 300k or 2M.")
  var bitrate: BitRate?

  func validate() throws {
    try require((0...51).contains(quality ?? 0), "--quality takes a number from 0 to 51")
    try require(quality == nil || bitrate == nil, "--quality and --bitrate exclude each other; leave out one")
    if let count {
      try require((1...1_000_000).contains(count), "--count takes 1 to 1,000,000 scenes")
      guard anomaly.anomaly == nil else {
        throw ValidationError(
          "--anomaly is for one scene; a set takes --anomalies \(anomaly.anomaly?.rawValue ?? "all")")
      }
    } else {
      try require(anomalies == nil, "--anomalies is for a set; add --count, or use --anomaly")
      try require(
        output.hasSuffix(".mp4"),
        "--output takes the name of a video that ends in .mp4; a folder needs --count")
    }
  }

  /// What all scenes have; of a set, light and weather that are not given follow from the seed.
  var scene: SceneDescription {
    var scene = SceneDescription(seed: random.seed)
    (scene.width, scene.height) = (size.width, size.height)
    (scene.frameRate, scene.duration) = (fps, duration)
    scene.anomaly = anomaly.anomaly
    (scene.start, scene.length) = (at, length)
    (scene.light, scene.weather, scene.place) = (light ?? .day, weather ?? .clear, place)
    scene.noise = noise
    return scene
  }

  /// The set that is asked for; nil for one scene.
  var set: SceneSet? {
    count.map { count in
      SceneSet(
        SceneSet.Settings(
          seed: random.seed, count: count, anomalies: anomalies?.anomalies ?? Anomaly.allCases, scene: scene,
          light: light, weather: weather))
    }
  }

  /// How videos are written.
  var writerOptions: VideoWriterOptions {
    var options = VideoWriterOptions()
    options.frameRate = fps
    options.quality = bitrate == nil ? quality ?? 26 : nil
    if let bitrate { options.bitRate = bitrate.bitsPerSecond }
    return options
  }

  func run() async throws {
    try await SynthJob(self).run()
  }
}

extension Daylight: ExpressibleByArgument {}
extension Weather: ExpressibleByArgument {}
extension Place: ExpressibleByArgument {}
extension AnomalyChoice: ExpressibleByArgument {}
extension AnomalyList: ExpressibleByArgument {}
extension PictureSize: ExpressibleByArgument {}
extension BitRate: ExpressibleByArgument {}
