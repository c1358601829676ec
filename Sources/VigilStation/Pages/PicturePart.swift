public import VigilStore

/// A part of the picture that a detector scored: what a crop shows, or a crop and its mirror image.
///
/// What is said of it is the detector's score of that part alone. Parts overlap, so that one is high does not say where in it something is.
public struct PicturePart: Hashable, Sendable {
  /// The left edge, in fractions of the picture's width.
  public let x: Double
  /// The top edge, in fractions of its height.
  public let y: Double
  /// The width, in fractions of the picture's.
  public let width: Double
  /// The height, in fractions of the picture's.
  public let height: Double
  /// The mean score of its crops, 0 to 1; nil if all of them were left out for want of time.
  public let score: Float?
  /// How far the score lies above the mean over all crops, or below it; nil without a score.
  public let difference: Float?
  /// Whether the score is the mean of the part as it is and mirrored.
  public let hasMirrorImage: Bool

  /// Rectangles that differ by less than this fraction of the picture are one part: a mirrored crop may be cut a pixel beside its twin.
  private static let tolerance = 0.01

  /// The parts of an event's picture, in the order in which the crops show them first.
  public static func all(of crops: [EventCrop]) -> [PicturePart] {
    guard !crops.isEmpty else { return [] }
    let mean = mean(of: crops)
    var groups: [[EventCrop]] = []
    for crop in crops {
      if let place = groups.firstIndex(where: { $0[0].shows(like: crop, within: tolerance) }) {
        groups[place].append(crop)
      } else {
        groups.append([crop])
      }
    }
    return groups.map { PicturePart($0, mean: mean) }
  }

  /// The mean over all crops, copies included, which the score of a snippet is.
  public static func mean(of crops: [EventCrop]) -> Float {
    // As `SnippetScore` computes it.
    crops.map(\.score).reduce(0, +) / Float(crops.count)
  }

  private init(_ crops: [EventCrop], mean: Float) {
    (x, y, width, height) = (crops[0].x, crops[0].y, crops[0].width, crops[0].height)
    // A copy is of another part, or of the mirror image.
    let own = crops.filter { $0.copyOf == nil }
    score = own.isEmpty ? nil : Self.mean(of: own)
    difference = score.map { $0 - mean }
    hasMirrorImage = Set(own.map(\.isMirrored)).count > 1
  }

  /// Where it is, such as `top left`.
  public var name: String {
    if width > 1 - Self.tolerance, height > 1 - Self.tolerance { return "whole picture" }
    func place(_ middle: Double, _ low: String, _ high: String) -> String? {
      abs(middle - 0.5) <= Self.tolerance ? nil : middle < 0.5 ? low : high
    }
    let words = [place(y + height / 2, "top", "bottom"), place(x + width / 2, "left", "right")]
    let name = words.compactMap { $0 }.joined(separator: " ")
    return name.isEmpty ? "centre" : name
  }
}

extension EventCrop {
  /// Whether another crop shows the same part of the picture.
  fileprivate func shows(like other: EventCrop, within tolerance: Double) -> Bool {
    [x - other.x, y - other.y, width - other.width, height - other.height].allSatisfy {
      abs($0) < tolerance
    }
  }
}
