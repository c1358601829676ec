public import VigilCore

/// A prepared snippet: sixteen frames, all that is needed to write the network's input, one pass at a time.
///
/// A ten-crop input is 92 MiB of floats, while sixteen frames resized to 455x256 are 5.6 MB of pixels, so a queue
/// of snippets stays small and only the input that is being inferred is expanded.
public struct PreparedSnippet: Sendable {
  /// The preprocessing that made the snippet.
  public let preprocessing: Preprocessing
  /// Sixteen frames; in a padded last snippet some are repeated, and share their storage.
  public let frames: [PreparedFrame]
  private let table: [Float]

  /// Makes a snippet of frames that were prepared by `preprocessing`.
  ///
  /// - Precondition: there are sixteen, of one size if the network sees them whole.
  public init(preprocessing: Preprocessing, frames: [PreparedFrame]) {
    precondition(
      frames.count == SnippetPosition.framesPerSnippet, "a snippet has sixteen frames, not \(frames.count)")
    precondition(
      !preprocessing.seesWholeFrames
        || frames.allSatisfy { $0.width == frames[0].width && $0.height == frames[0].height },
      "whole frames of one snippet have one size")
    self.preprocessing = preprocessing
    self.frames = frames
    table = preprocessing.scale.table
  }

  /// The input shape of one pass: `cropShape`, or [3, 16, height, width] of the whole frames.
  public var inputShape: [Int] {
    preprocessing.seesWholeFrames
      ? [3, frames.count, frames[0].height, frames[0].width] : preprocessing.cropShape
  }

  /// Writes the input of one pass: a crop, or the whole frames, mirrored in the second pass.
  ///
  /// - Precondition: `output` holds as many values as `inputShape` says.
  public func writeInput(_ pass: Int, into output: inout MutableSpan<Float>) {
    precondition(
      (0..<preprocessing.passes).contains(pass),
      "pass \(pass) of a preprocessing with \(preprocessing.passes)")
    guard preprocessing.seesWholeFrames else { return writeCrop(pass, into: &output) }
    let whole = PixelRegion(x: 0, y: 0, width: frames[0].width, height: frames[0].height)
    write(shape: inputShape, into: &output) { _ in (whole, pass == 1) }
  }

  /// Writes crop `index` as `cropShape` (channel, frame, row, column), ready for the network.
  ///
  /// - Precondition: `output` holds as many values.
  public func writeCrop(_ index: Int, into output: inout MutableSpan<Float>) {
    write(shape: preprocessing.cropShape, into: &output) { frame in
      let origin = preprocessing.cropOrigin(index, width: frame.width, height: frame.height)
      let part = PixelRegion(
        x: origin.x, y: origin.y, width: preprocessing.cropWidth, height: preprocessing.cropHeight)
      return (part, origin.mirrored)
    }
  }

  /// Writes a part of each frame.
  private func write(
    shape: [Int], into output: inout MutableSpan<Float>,
    _ part: (PreparedFrame) -> (region: PixelRegion, mirrored: Bool)
  ) {
    let values = shape.reduce(1, *)
    precondition(output.count == values, "an input has \(values) values, not \(output.count)")
    let plane = shape[2] * shape[3]
    for channel in 0..<3 {
      for (time, frame) in frames.enumerated() {
        let (region, mirrored) = part(frame)
        let place = (channel * frames.count + time) * plane
        switch frame.storage {
        case .pixels(let pixels):
          frame.write(region, mirrored: mirrored, pixels, channel, table, into: &output, at: place)
        case .inputs(let inputs):
          frame.write(region, mirrored: mirrored, inputs, channel, into: &output, at: place)
        }
      }
    }
  }

  /// One crop as a tensor of the shape `cropShape`; `writeCrop` reuses memory instead.
  public func crop(_ index: Int) -> Tensor {
    var values = [Float](repeating: 0, count: preprocessing.cropShape.reduce(1, *))
    var span = values.mutableSpan
    writeCrop(index, into: &span)
    return Tensor(shape: preprocessing.cropShape, values: values)
  }
}
