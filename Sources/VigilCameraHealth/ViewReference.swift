public import Foundation

/// The view that a camera was calibrated for: what a station keeps, so that after a restart it still knows it.
///
/// About 10 KB as bytes, and twice that of a camera that also has a view by infrared.
public struct ViewReference: Hashable, Sendable {
  /// The view in the light of now, and in the other: by day and by infrared, in either order.
  var view: LearnedView
  var otherLight: LearnedView?
  /// The views before the camera was moved; nil unless it was.
  var calibrated: [LearnedView]?

  /// Whether the camera has been moved since the view was accepted.
  public var hasMoved: Bool { calibrated != nil }

  private static let magic = Data("VGV1".utf8)

  /// The reference as bytes.
  public var bytes: Data {
    var data = Self.magic
    data.append(UInt8(otherLight == nil ? 0 : 1))
    data.append(UInt8(calibrated?.count ?? 0))
    for view in [view] + [otherLight].compactMap({ $0 }) + (calibrated ?? []) { view.append(to: &data) }
    return data
  }

  /// Reads a reference; nil if the bytes are not one.
  public init?(bytes: Data) {
    let bytes = [UInt8](bytes)
    guard bytes.count >= 6, Data(bytes[..<4]) == Self.magic, bytes[4] <= 1, bytes[5] <= 2,
      bytes.count == 6 + LearnedView.byteCount * (1 + Int(bytes[4]) + Int(bytes[5]))
    else { return nil }
    var views = stride(from: 6, to: bytes.count, by: LearnedView.byteCount).map {
      LearnedView(bytes[$0..<$0 + LearnedView.byteCount])
    }
    view = views.removeFirst()
    otherLight = bytes[4] == 1 ? views.removeFirst() : nil
    calibrated = views.isEmpty ? nil : views
  }

  init(view: LearnedView, otherLight: LearnedView? = nil, calibrated: [LearnedView]? = nil) {
    self.view = view
    self.otherLight = otherLight
    self.calibrated = calibrated
  }
}

/// A view in one light: the mean of many pictures.
struct LearnedView: Hashable, Sendable {
  var structure: ViewStructure
  /// [16x9] how far each cell is from the middle colour.
  var colour: [Float]
  /// As of `ViewPicture.detail`.
  var detail: Float

  init(_ picture: ViewPicture, _ structure: ViewStructure) {
    self.structure = structure
    colour = picture.colourfulness
    detail = picture.detail
  }

  /// Moves the view a part of the way to a picture.
  mutating func approach(_ picture: ViewPicture, _ other: ViewStructure, by share: Float) {
    structure.approach(other, by: share)
    for (place, value) in picture.colourfulness.enumerated() {
      colour[place] += share * (value - colour[place])
    }
    detail += share * (picture.detail - detail)
  }

  /// Bytes of a view: two gradients a cell, a colour a cell of colour, and the detail in two.
  static let byteCount =
    2 * ViewPicture.width * ViewPicture.height + ViewPicture.colourWidth * ViewPicture.colourHeight + 2

  /// Gradients are at most 14, by a limit of `ViewStructure`.
  private static let gradientScale: Float = 8

  func append(to data: inout Data) {
    for value in structure.horizontal + structure.vertical {
      data.append(UInt8(bitPattern: Int8(max(-127, min(127, (value * Self.gradientScale).rounded())))))
    }
    for value in colour { data.append(UInt8(max(0, min(255, value.rounded())))) }
    let detail = UInt16(max(0, min(65_535, (detail * 256).rounded())))
    data.append(UInt8(detail >> 8))
    data.append(UInt8(detail & 255))
  }

  init(_ bytes: ArraySlice<UInt8>) {
    let bytes = Array(bytes)
    let cells = ViewPicture.width * ViewPicture.height
    func gradients(_ start: Int) -> [Float] {
      bytes[start..<start + cells].map { Float(Int8(bitPattern: $0)) / Self.gradientScale }
    }
    structure = ViewStructure(horizontal: gradients(0), vertical: gradients(cells))
    colour = bytes[2 * cells..<bytes.count - 2].map { Float($0) }
    detail = Float(UInt16(bytes[bytes.count - 2]) << 8 | UInt16(bytes[bytes.count - 1])) / 256
  }
}
