import Foundation
import VigilCore
import VigilMedia
import VigilScenes

/// The scenes of a folder; the options alone determine them.
struct SceneSet {
  /// One video and what it shows.
  struct Item {
    var name: String
    var description: SceneDescription
  }

  let items: [Item]

  /// Every other scene is normal; the anomalies take turns.
  init(_ options: Synth, count: Int) {
    let anomalies = options.anomalies?.anomalies ?? Anomaly.allCases
    items = (0..<count).map { number in
      let anomaly = number % 2 == 0 || anomalies.isEmpty ? nil : anomalies[number / 2 % anomalies.count]
      // Seeds of neighbouring sets must not share scenes.
      var random = SplitMix64(seed: options.seed &* 0x9E37_79B9_7F4A_7C15 &+ UInt64(number))
      var description = options.description(seed: random.next() >> 11, anomaly: anomaly)
      // Light and weather do not depend on the label.
      if options.light == nil { description.light = random.index(below: 3) == 0 ? .night : .day }
      if options.weather == nil {
        let weathers: [Weather] = [.clear, .clear, .clear, .rain, .snow, .fog]
        description.weather = weathers[random.index(below: weathers.count)]
      }
      let digits = String(number + 1)
      let name = "scene-" + String(repeating: "0", count: max(0, 5 - digits.count)) + digits
      return Item(
        name: anomaly.map { "abnormal/\(name)-\($0.rawValue).mp4" } ?? "normal/\(name).mp4",
        description: description)
    }
  }

  /// The options that must not change between the runs that fill a folder.
  func recipe(_ options: Synth) -> SceneRecipe {
    SceneRecipe(
      vigil: VigilVersion.current, seed: options.seed, count: items.count,
      anomalies: (options.anomalies?.anomalies ?? Anomaly.allCases).map(\.rawValue),
      duration: options.duration,
      at: options.at, length: options.length, size: "\(options.size.width)x\(options.size.height)",
      framesPerSecond: options.fps, light: options.light?.rawValue, weather: options.weather?.rawValue,
      place: options.place?.rawValue, noise: options.noise, quality: options.writerOptions.quality,
      bitRate: options.bitrate?.bitsPerSecond)
  }
}

/// The provenance of a folder of scenes, kept in it as `synth.json`.
struct SceneRecipe: Codable, Hashable {
  static let fileName = "synth.json"

  var vigil: String
  var seed: UInt64
  var count: Int
  var anomalies: [String]
  var duration: Double
  var at: Double?
  var length: Double?
  var size: String
  var framesPerSecond: Double
  var light: String?
  var weather: String?
  var place: String?
  var noise: Double
  var quality: Int?
  var bitRate: Int?

  private enum CodingKeys: String, CodingKey {
    case vigil, seed, count, anomalies, duration, at, length, size, light, weather, place, noise, quality
    case framesPerSecond = "frames_per_second"
    case bitRate = "bit_rate"
  }

  /// Takes a folder for these options, or resumes one that has them.
  ///
  /// A larger count resumes too: existing scenes stay the same.
  func claim(_ folder: URL) throws {
    let file = folder.appending(path: Self.fileName)
    if FileManager.default.fileExists(atPath: file.path) {
      guard var found = try? JSONDecoder().decode(Self.self, from: Data(contentsOf: file)) else {
        throw CommandError("\(file.path) is damaged; choose another folder")
      }
      found.count = count
      guard found == self else {
        throw CommandError(
          "\(folder.path) holds scenes that were made with other options; choose another folder")
      }
    } else if let names = try? FileManager.default.contentsOfDirectory(atPath: folder.path), !names.isEmpty {
      throw CommandError("\(folder.path) is not empty and has no \(Self.fileName); choose another folder")
    }
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.prettyPrinted, .sortedKeys, .withoutEscapingSlashes]
    try AtomicFile.write(encoder.encode(self) + Data("\n".utf8), to: file)
  }
}
