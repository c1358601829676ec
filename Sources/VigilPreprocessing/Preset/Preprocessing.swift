import VigilCore

/// The preprocessing: a preset and a crop count, which determine the network's input for given frames.
///
/// Its name, such as `rtfm/10`, is the provenance that feature files and models carry.
public struct Preprocessing: Hashable, Sendable {
  /// The published rule for resizing, crop order and scaling.
  public var preset: Preset
  /// How many crops are cut.
  public var crops: CropCount

  /// Makes a preprocessing.
  public init(_ preset: Preset, crops: CropCount) {
    self.preset = preset
    self.crops = crops
  }

  /// The width of a crop in pixels.
  public var cropWidth: Int {
    switch preset {
    case .paper, .rtfm, .gowtham, .gowthamJPEG, .whole: 224
    case .compact: 128
    }
  }

  /// The height of a crop in pixels.
  public var cropHeight: Int {
    switch preset {
    case .paper, .rtfm, .gowtham, .gowthamJPEG, .whole: 224
    case .compact: 96
    }
  }

  /// The shape of one crop, such as [3, 16, 224, 224]: channel, frame, row, column.
  public var cropShape: [Int] { [3, SnippetPosition.framesPerSnippet, cropHeight, cropWidth] }

  /// Whether the network sees whole frames, and crops are cut out of its last feature map.
  public var seesWholeFrames: Bool { preset == .whole }

  /// Whether frames lose what they would lose in JPEG files before they are resized, which their source does.
  public var seesJPEG: Bool { preset == .gowthamJPEG }

  /// How many times the network runs for a snippet: for each crop, or for the whole frames and perhaps the mirrored ones.
  public var passes: Int {
    guard seesWholeFrames else { return crops.rawValue }
    return crops == .ten ? 2 : 1
  }

  /// The crops given by one pass.
  public var cropsPerPass: Int { crops.rawValue / passes }

  /// The size that frames are resized to.
  public var resizeRule: ResizeRule {
    switch preset {
    case .paper, .rtfm: .shortSide(length: 256)
    // Time and memory of the non-local blocks grow with the square of the area.
    case .whole: .shortSide(length: 256, atMost: 1024)
    case .gowtham, .gowthamJPEG: .squash(width: 340, height: 256)
    case .compact: .squash(width: 128, height: 96)
    }
  }

  /// How frames are resized.
  public var interpolation: Interpolation {
    switch preset {
    case .paper: .bilinear
    case .rtfm, .compact, .whole: .pillowBilinear
    case .gowtham, .gowthamJPEG: .pillowLanczos
    }
  }

  /// Whether pictures are resized before they become RGB, where their format allows it.
  ///
  /// The presets that features were published with, and `whole`, which is compared with one of them, are defined on RGB.
  package var shrinksPlanes: Bool { preset == .compact }

  /// How pixels become inputs.
  public var scale: PixelScale {
    switch preset {
    case .paper, .rtfm, .compact, .whole: .standardized(mean: 114.75, deviation: 57.375)
    case .gowtham, .gowthamJPEG: .symmetricUnit
    }
  }

  /// The treatment of the last frames when they are fewer than sixteen.
  public var partialSnippet: PartialSnippetPolicy {
    switch preset {
    case .paper: .repeatLastFrame
    case .compact: .lastFrames
    case .rtfm, .whole: .repeatFromStart
    case .gowtham, .gowthamJPEG: .drop
    }
  }

  /// Where crop `index` is cut out of a resized frame of `width` x `height`, no smaller than a crop.
  public func cropOrigin(_ index: Int, width: Int, height: Int) -> CropOrigin {
    precondition(
      (0..<crops.rawValue).contains(index), "crop \(index) of a preprocessing with \(crops.rawValue)")
    let (right, bottom) = (width - cropWidth, height - cropHeight)
    precondition(right >= 0 && bottom >= 0, "a resized frame of \(width)x\(height) is smaller than a crop")
    let centre = CropOrigin(x: Self.halfToEven(right), y: Self.halfToEven(bottom))
    guard crops != .one else { return centre }
    let (topLeft, topRight) = (CropOrigin(x: 0, y: 0), CropOrigin(x: right, y: 0))
    let (bottomLeft, bottomRight) = (CropOrigin(x: 0, y: bottom), CropOrigin(x: right, y: bottom))
    var origin =
      switch (hasCentreThird, index % 5) {
      case (_, 0): topLeft
      case (_, 1): topRight
      case (true, 2): centre
      case (true, 3), (_, 2): bottomLeft
      case (true, 4), (_, 3): bottomRight
      default: centre
      }
    origin.mirrored = index >= 5
    return origin
  }

  /// Where all crops are cut out of a resized frame, in the order of the network's input.
  public func cropOrigins(width: Int, height: Int) -> [CropOrigin] {
    (0..<crops.rawValue).map { cropOrigin($0, width: width, height: height) }
  }

  /// The index of the crop at the centre, not mirrored.
  public var centreCrop: Int {
    guard crops != .one else { return 0 }
    return hasCentreThird ? 2 : 4
  }

  /// Whether the centre is the third of five crops, not the last.
  private var hasCentreThird: Bool { preset == .gowtham || preset == .gowthamJPEG }

  /// Half of a length, rounded half to even as Python does.
  private static func halfToEven(_ length: Int) -> Int {
    Int((Double(length) / 2).rounded(.toNearestOrEven))
  }
}
