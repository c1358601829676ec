extension Preprocessing {
  /// How frames become the input of the network, in a sentence for whoever feeds it without this program.
  public var inputDescription: String {
    let resize =
      switch resizeRule {
      case .shortSide(let length, _): "resized so that the shorter side has \(length) pixels"
      case .squash(let width, let height): "resized to \(width)x\(height)"
      }
    let way =
      switch interpolation {
      case .bilinear: "bilinear on floats without antialiasing"
      case .pillowBilinear: "as Pillow's BILINEAR"
      case .pillowLanczos: "as Pillow's LANCZOS"
      }
    let scaled =
      switch scale {
      case .standardized(let mean, let deviation): "(pixel - \(mean)) / \(deviation)"
      case .symmetricUnit: "pixel * 2 / 255 - 1"
      }
    return
      "RGB frames, \(seesJPEG ? "stored as JPEGs by ffmpeg's defaults, " : "")\(resize) (\(way)), cropped to \(cropWidth)x\(cropHeight), and \(scaled) of pixels from 0 to 255"
  }

  /// What the crops are called, in the order of features, such as `top left` and `centre, mirrored`.
  public var cropNames: [String] {
    // In a frame two pixels larger than a crop, an origin of 1 is the centre.
    cropOrigins(width: cropWidth + 2, height: cropHeight + 2).map { origin in
      let place =
        origin.x == 1
        ? "centre" : "\(["top", "centre", "bottom"][origin.y]) \(origin.x == 0 ? "left" : "right")"
      return place + (origin.mirrored ? ", mirrored" : "")
    }
  }
}
