/// What the user wants of a local camera: `/dev/video0?format=mjpeg&size=1280x720&rate=30`, each part only if it matters.
struct CameraRequest: Hashable, Sendable {
  /// How pictures are coded or laid out, by FFmpeg's name.
  var format: String?
  /// The size in pixels.
  var width: Int?, height: Int?
  /// Pictures a second.
  var rate: Double?

  /// Reads what follows the question mark.
  ///
  /// - Throws: `unsupportedSource` for anything else than the three parts.
  init(query: Substring, of name: String) throws(MediaError) {
    for part in query.split(separator: "&") {
      let (key, value) = (part.prefix { $0 != "=" }, part.drop { $0 != "=" }.dropFirst())
      let numbers = value.split(separator: "x", omittingEmptySubsequences: false).map { Int($0) ?? 0 }
      switch key {
      case "format" where !value.isEmpty && value.allSatisfy { $0.isASCII && ($0.isLetter || $0.isNumber) }:
        format = value.lowercased()
      case "size" where numbers.count == 2 && numbers.allSatisfy { (1...16384).contains($0) }:
        (width, height) = (numbers[0], numbers[1])
      case "rate" where (0.1...1000).contains(Double(value) ?? 0): rate = Double(value)
      default:
        throw MediaError(
          .unsupportedSource,
          "cannot read \(name): \(part) says nothing about a camera; write it as /dev/video0?format=mjpeg&size=1280x720&rate=30"
        )
      }
    }
  }

  /// The mode to ask for, of those that the camera lists; nil to leave all to the camera.
  ///
  /// - Throws: `unsupportedSource` if it has no such mode.
  func mode(among modes: [CameraMode], of name: String) throws(MediaError) -> CameraMode? {
    let fitting = modes.filter { mode in
      (format ?? mode.format) == mode.format && (width ?? mode.width) == mode.width
        && (height ?? mode.height) == mode.height
        && Self.isNear(rate, mode.framesPerSecond)
    }
    guard modes.isEmpty || !fitting.isEmpty else {
      throw MediaError(
        .unsupportedSource, "\(name) is not what the camera can send; it has \(CameraMode.text(modes))")
    }
    return CameraMode.preferred(among: fitting)
  }

  private static func isNear(_ wanted: Double?, _ rate: Double?) -> Bool {
    guard let wanted, let rate else { return true }
    return abs(wanted - rate) < 0.5
  }

  /// What FFmpeg is told: the mode, or what was asked of a camera that lists none.
  func settings(_ mode: CameraMode?) -> [String: String] {
    var settings: [String: String] = [:]
    settings["input_format"] = mode?.format ?? format
    if let width = mode?.width ?? width, let height = mode?.height ?? height {
      settings["video_size"] = "\(width)x\(height)"
    }
    if let rate = mode?.framesPerSecond ?? rate { settings["framerate"] = "\(rate)" }
    return settings
  }
}

extension CameraMode {
  /// Modes for people, those of one format together: `mjpeg 640x480 (30), 1280x720 (10, 30)`.
  public static func text(_ modes: [CameraMode]) -> String {
    var formats: [(name: String, sizes: [(size: String, rates: [String])])] = []
    for mode in modes {
      let (size, rate) = ("\(mode.width)x\(mode.height)", mode.framesPerSecond.map(Self.text))
      if formats.last?.name != mode.format { formats.append((mode.format, [])) }
      let last = formats.count - 1
      if formats[last].sizes.last?.size != size { formats[last].sizes.append((size, [])) }
      if let rate { formats[last].sizes[formats[last].sizes.count - 1].rates.append(rate) }
    }
    return formats.map { format in
      let sizes = format.sizes.map {
        $0.size + ($0.rates.isEmpty ? "" : " (\($0.rates.joined(separator: ", ")))")
      }
      return "\(format.name) \(sizes.joined(separator: ", "))"
    }.joined(separator: "; ")
  }

  private static func text(_ rate: Double) -> String {
    rate == rate.rounded() ? "\(Int(rate))" : "\((rate * 100).rounded() / 100)"
  }
}
