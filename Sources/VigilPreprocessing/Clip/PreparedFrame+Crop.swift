extension PreparedFrame {
  /// Where the rows of a crop begin in one channel's plane, and whether they are read backwards.
  private struct Rows {
    let start: Int, stride: Int, mirrored: Bool
  }

  private func rows(_ recipe: ClipRecipe, _ origin: CropOrigin, _ channel: Int) -> Rows {
    let (cropWidth, cropHeight) = (recipe.cropWidth, recipe.cropHeight)
    // Column x of the mirrored frame is column width - 1 - x of the frame.
    let left = (origin.mirrored ? width - cropWidth - origin.x : origin.x) - region.x
    let top = origin.y - region.y
    precondition(
      left >= 0 && top >= 0 && left + cropWidth <= region.width && top + cropHeight <= region.height,
      "the crop lies outside what was prepared; prepare the frame by the clip's own recipe")
    return Rows(
      start: (channel * region.height + top) * region.width + left, stride: region.width,
      mirrored: origin.mirrored)
  }

  /// Writes one channel of a crop, `[cropHeight, cropWidth]`, looking up every pixel in `table`.
  func writeCrop(
    _ recipe: ClipRecipe, _ origin: CropOrigin, _ pixels: Span<UInt8>, _ channel: Int, _ table: Span<Float>,
    into output: inout MutableSpan<Float>, at place: Int
  ) {
    let (cropWidth, cropHeight) = (recipe.cropWidth, recipe.cropHeight)
    let rows = rows(recipe, origin, channel)
    precondition(table.count == 256, "a table has an input for each pixel value")
    for y in 0..<cropHeight {
      let (source, target) = (rows.start + y * rows.stride, place + y * cropWidth)
      if rows.mirrored {
        for x in 0..<cropWidth {
          output[unchecked: target + x] = table[unchecked: Int(pixels[unchecked: source + cropWidth - 1 - x])]
        }
      } else {
        for x in 0..<cropWidth {
          output[unchecked: target + x] = table[unchecked: Int(pixels[unchecked: source + x])]
        }
      }
    }
  }

  /// Writes one channel of a crop, `[cropHeight, cropWidth]`, of inputs that are scaled already.
  func writeCrop(
    _ recipe: ClipRecipe, _ origin: CropOrigin, _ inputs: Span<Float>, _ channel: Int,
    into output: inout MutableSpan<Float>, at place: Int
  ) {
    let (cropWidth, cropHeight) = (recipe.cropWidth, recipe.cropHeight)
    let rows = rows(recipe, origin, channel)
    for y in 0..<cropHeight {
      let (source, target) = (rows.start + y * rows.stride, place + y * cropWidth)
      if rows.mirrored {
        for x in 0..<cropWidth {
          output[unchecked: target + x] = inputs[unchecked: source + cropWidth - 1 - x]
        }
      } else {
        for x in 0..<cropWidth { output[unchecked: target + x] = inputs[unchecked: source + x] }
      }
    }
  }
}
