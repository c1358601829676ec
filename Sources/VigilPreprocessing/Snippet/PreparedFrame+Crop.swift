import VigilCore

extension PreparedFrame {
  /// Where the rows of a part of the frame begin in one channel's plane, and whether they are read backwards.
  private struct Rows {
    let start: Int, stride: Int
  }

  private func rows(_ part: PixelRegion, mirrored: Bool, _ channel: Int) -> Rows {
    // Column x of the mirrored frame is column width - 1 - x of the frame.
    let left = (mirrored ? width - part.width - part.x : part.x) - region.x
    let top = part.y - region.y
    precondition(
      left >= 0 && top >= 0 && left + part.width <= region.width && top + part.height <= region.height,
      "the part lies outside the prepared region; prepare the frame with the snippet's own preprocessing")
    return Rows(start: (channel * region.height + top) * region.width + left, stride: region.width)
  }

  /// Writes one channel of a part of the frame, `[part.height, part.width]`, looking up every pixel in `table`.
  ///
  /// - Parameter mirrored: whether the frame is mirrored left-right before the part is cut out.
  func write(
    _ part: PixelRegion, mirrored: Bool, _ pixels: [UInt8], _ channel: Int, _ table: [Float],
    into output: inout MutableSpan<Float>, at place: Int
  ) {
    let (pixels, table) = (pixels.span, table.span)
    let rows = rows(part, mirrored: mirrored, channel)
    precondition(table.count == 256, "the table needs an input for each pixel value")
    for y in 0..<part.height {
      let (source, target) = (rows.start + y * rows.stride, place + y * part.width)
      if mirrored {
        let last = source + part.width - 1
        for x in 0..<part.width {
          output[unchecked: target + x] = table[unchecked: Int(pixels[unchecked: last - x])]
        }
      } else {
        for x in 0..<part.width {
          output[unchecked: target + x] = table[unchecked: Int(pixels[unchecked: source + x])]
        }
      }
    }
  }

  /// Writes one channel of a part of the frame, `[part.height, part.width]`, of inputs that are already scaled.
  func write(
    _ part: PixelRegion, mirrored: Bool, _ inputs: [Float], _ channel: Int,
    into output: inout MutableSpan<Float>, at place: Int
  ) {
    let inputs = inputs.span
    let rows = rows(part, mirrored: mirrored, channel)
    for y in 0..<part.height {
      let (source, target) = (rows.start + y * rows.stride, place + y * part.width)
      if mirrored {
        let last = source + part.width - 1
        for x in 0..<part.width { output[unchecked: target + x] = inputs[unchecked: last - x] }
      } else {
        for x in 0..<part.width { output[unchecked: target + x] = inputs[unchecked: source + x] }
      }
    }
  }
}
