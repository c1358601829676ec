public import VigilCore

/// Draws a score on a frame: its number at the top left, and a red border when it is above the threshold.
///
/// As in the paper's own software: three decimals, and a border of at least three pixels.
public struct Overlay: Hashable, Sendable {
  /// Scores above this get a border.
  public var threshold: Float

  /// Makes an overlay.
  public init(threshold: Float) {
    self.threshold = threshold
  }

  /// Draws a score; nil, where there is none yet, draws nothing.
  ///
  /// Everything is sized with the picture: the number is 16 pixels high on a picture of 240 lines.
  public func draw(_ score: Float?, on frame: inout Frame) {
    guard let score else { return }
    let shortSide = min(frame.width, frame.height)
    if score > threshold { Self.drawBorder(thickness: max(3, shortSide / 160), on: &frame) }
    Self.drawText(Self.text(for: score), scale: max(1, shortSide / 240), on: &frame)
  }

  /// The score with three decimals and room for a sign, such as ` 0.873`.
  public static func text(for score: Float) -> String {
    guard score.isFinite, abs(score) < 1_000_000 else { return " -.---" }
    let thousandths = Int((Double(abs(score)) * 1000).rounded())
    let decimals = String(thousandths % 1000)
    return (score < 0 && thousandths > 0 ? "-" : " ") + "\(thousandths / 1000)."
      + String(repeating: "0", count: 3 - decimals.count) + decimals
  }

  private static func drawBorder(thickness: Int, on frame: inout Frame) {
    let (width, height) = (frame.width, frame.height)
    frame.pixels.withUnsafeMutableBufferPointer { pixels in
      func paint(_ row: Int, _ columns: Range<Int>) {
        for column in columns {
          let pixel = (row * width + column) * 3
          pixels[pixel] = 255
          pixels[pixel + 1] = 0
          pixels[pixel + 2] = 0
        }
      }
      for row in 0..<height {
        if row < thickness || row >= height - thickness {
          paint(row, 0..<width)
        } else {
          paint(row, 0..<min(thickness, width))
          paint(row, max(0, width - thickness)..<width)
        }
      }
    }
  }

  /// Draws white characters on a darkened background.
  private static func drawText(_ text: String, scale: Int, on frame: inout Frame) {
    let (width, height) = (frame.width, frame.height)
    let glyphs = text.map(BitmapFont.rows(of:))
    let margin = 4 * scale
    let textWidth = glyphs.count * BitmapFont.width
    frame.pixels.withUnsafeMutableBufferPointer { pixels in
      for row in 0..<BitmapFont.height * scale where row + margin < height {
        for column in 0..<textWidth * scale where column + margin < width {
          let pixel = ((row + margin) * width + column + margin) * 3
          let glyph = glyphs[column / scale / BitmapFont.width]
          let bit = UInt8(0x80) >> UInt8(column / scale % BitmapFont.width)
          let isInk = glyph[row / scale] & bit != 0
          for channel in pixel..<pixel + 3 { pixels[channel] = isInk ? 255 : pixels[channel] / 4 }
        }
      }
    }
  }
}
