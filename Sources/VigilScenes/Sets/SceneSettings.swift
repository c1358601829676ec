public import Foundation
public import VigilCore

/// What a folder of scenes was made with, kept in it as `synth.json`: the options that must not change between the runs that
/// fill it.
public struct SceneSettings: Codable, Hashable, Sendable {
  /// What it is called in the folder.
  public static let fileName = "synth.json"

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

  /// Describes a set and how its videos are compressed.
  ///
  /// - Parameters:
  ///   - quality: of the compression; nil for a bit rate.
  ///   - bitRate: in bits per second; nil for a quality.
  public init(_ set: SceneSet, quality: Int?, bitRate: Int?) {
    let (settings, scene) = (set.settings, set.settings.scene)
    vigil = VigilVersion.current
    seed = settings.seed
    count = settings.count
    anomalies = settings.anomalies.map(\.rawValue)
    (duration, at, length) = (scene.duration, scene.start, scene.length)
    (size, framesPerSecond) = ("\(scene.width)x\(scene.height)", scene.frameRate)
    (light, weather) = (settings.light?.rawValue, settings.weather?.rawValue)
    (place, noise) = (scene.place?.rawValue, scene.noise)
    (self.quality, self.bitRate) = (quality, bitRate)
  }

  /// Takes a folder for these options, or resumes one that has them.
  ///
  /// A larger count resumes too: existing scenes stay the same.
  ///
  /// - Throws: `alreadyThere` if the folder holds anything else; `cannotRead` if its `synth.json` is damaged; `cannotWrite`.
  public func claim(_ folder: URL) throws(CoreError) {
    let file = folder.appending(path: Self.fileName)
    if FileManager.default.fileExists(atPath: file.path) {
      guard var found = try? JSONDecoder().decode(Self.self, from: Data(contentsOf: file)) else {
        throw CoreError(.cannotRead, "\(file.path) is damaged; choose another folder")
      }
      found.count = count
      guard found == self else {
        throw CoreError(
          .alreadyThere,
          "\(folder.path) holds scenes that were made with other options; choose another folder")
      }
    } else if let names = try? FileManager.default.contentsOfDirectory(atPath: folder.path), !names.isEmpty {
      throw CoreError(
        .alreadyThere, "\(folder.path) is not empty and has no \(Self.fileName); choose another folder")
    }
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.prettyPrinted, .sortedKeys, .withoutEscapingSlashes]
    guard let bytes = try? encoder.encode(self) else {
      preconditionFailure("the numbers of a scene that can be rendered can be written as JSON")
    }
    try AtomicFile.write(bytes + Data("\n".utf8), to: file)
  }
}
