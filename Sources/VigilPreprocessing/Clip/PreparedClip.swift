public import VigilCore

/// Sixteen prepared frames: everything that is needed to write the network's input, one crop at a time.
///
/// A ten-crop input is 92 MiB of floats, while sixteen frames resized to 455x256 are 5.6 MB of pixels, so a queue
/// of clips stays small and only the crop that is being inferred is expanded.
public struct PreparedClip: Sendable {
  /// How the clip was made.
  public let recipe: ClipRecipe
  /// Sixteen frames; in a padded last snippet some are repeated, and share their storage.
  public let frames: [PreparedFrame]
  private let table: [Float]

  /// Makes a clip of frames that were prepared by `recipe`.
  ///
  /// - Precondition: there are sixteen.
  public init(recipe: ClipRecipe, frames: [PreparedFrame]) {
    precondition(
      frames.count == SnippetPosition.frames, "a clip has sixteen frames, not \(frames.count)")
    self.recipe = recipe
    self.frames = frames
    table = recipe.scale.table
  }

  /// Writes crop `index` as `cropShape` (channel, frame, row, column), ready for the network.
  ///
  /// - Precondition: `output` holds as many values.
  public func writeCrop(_ index: Int, into output: inout MutableSpan<Float>) {
    let values = recipe.cropShape.reduce(1, *)
    precondition(output.count == values, "a crop has \(values) values, not \(output.count)")
    let plane = recipe.cropHeight * recipe.cropWidth
    for channel in 0..<3 {
      for (time, frame) in frames.enumerated() {
        let origin = recipe.cropOrigin(index, width: frame.width, height: frame.height)
        let place = (channel * frames.count + time) * plane
        switch frame.storage {
        case .pixels(let pixels):
          frame.writeCrop(recipe, origin, pixels.span, channel, table.span, into: &output, at: place)
        case .inputs(let inputs):
          frame.writeCrop(recipe, origin, inputs.span, channel, into: &output, at: place)
        }
      }
    }
  }

  /// One crop as a tensor of the shape `cropShape`; `writeCrop` reuses memory instead.
  public func crop(_ index: Int) -> Tensor {
    var values = [Float](repeating: 0, count: recipe.cropShape.reduce(1, *))
    var span = values.mutableSpan
    writeCrop(index, into: &span)
    return Tensor(shape: recipe.cropShape, values: values)
  }
}
