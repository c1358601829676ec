import CStem
import Dispatch
package import VigilCore

/// The first layers of the video network: convolution 5x7x7, bias, relu and maximum pooling, of stride 2x2x2 each,
/// in one pass with less than a quarter of the multiplications.
///
/// Equal to the plain layers except for rounding, which is a few times larger on noise. See `CStem.h` for the method.
package struct FastStem: Sendable {
  /// [3, frames, height, width].
  package let snippetShape: [Int]
  /// [channels, moments, height, width].
  package let pooledShape: [Int]
  private let shape: vigil_stem_shape
  private let isWide: Bool
  private let weights: [Float]
  private let bias: [Float]

  /// Whether this processor has the required instructions.
  package static var isSupported: Bool { vigil_stem_is_supported() }

  /// Whether it also has registers of 16 floats.
  package static var canBeWide: Bool { vigil_stem_can_be_wide() }

  /// Takes folded weights.
  ///
  /// - Parameter isWide: whether registers of 16 floats are used; the result is bit-identical.
  package init(_ weights: PortableStem.Weights, snippetShape: [Int], isWide: Bool = canBeWide) {
    let channels = weights.bias.count
    self.isWide = isWide
    self.snippetShape = snippetShape
    shape = vigil_stem_shape(
      channels: channels, frames: snippetShape[1], height: snippetShape[2], width: snippetShape[3])
    pooledShape = [
      channels, snippetShape[1] / 4, vigil_stem_pooled_extent(snippetShape[2]),
      vigil_stem_pooled_extent(snippetShape[3]),
    ]
    bias = weights.bias
    self.weights = Array(unsafeUninitializedCapacity: vigil_stem_weight_count(channels)) { buffer, count in
      vigil_stem_transform_weights(channels, weights.convolution, buffer.baseAddress)
      count = buffer.count
    }
  }

  /// The memory needed for one snippet at a time, computed on a number of threads.
  func workspaceExtent(threads: Int) -> StemWorkspace.Extent {
    let parts = max(1, min(threads, pooledShape[1]))
    let longest = (pooledShape[1] + parts - 1) / parts
    let scratch = vigil_stem_scratch_count(shape, longest)
    return StemWorkspace.Extent(
      snippet: snippetShape.reduce(1, *), parts: parts, scratch: (scratch + 15) / 16 * 16)
  }

  /// Memory for one snippet at a time, computed on a number of threads.
  func makeWorkspace(threads: Int) -> StemWorkspace { StemWorkspace(workspaceExtent(threads: threads)) }

  /// The bytes of the transformed weights.
  var weightBytes: Int { (weights.count + bias.count) * MemoryLayout<Float>.stride }

  /// Computes the layers for the snippet in a workspace.
  ///
  /// - Parameter pooled: the buffer for the result, `pooledShape`.
  func run(in workspace: StemWorkspace, into pooled: inout MutableSpan<Float>) {
    precondition(
      pooled.count == pooledShape.reduce(1, *), "the result must have the size of the trunk's input")
    let moments = pooledShape[1]
    pooled.withUnsafeMutableBufferPointer { pooled in
      // Parts write different time steps.
      nonisolated(unsafe) let result = pooled.baseAddress
      DispatchQueue.concurrentPerform(iterations: workspace.parts) { part in
        let (first, last) = (part * moments / workspace.parts, (part + 1) * moments / workspace.parts)
        vigil_stem_run(
          shape, isWide, weights, bias, workspace.snippet.baseAddress, first, last, result,
          workspace.scratch(part).baseAddress)
      }
    }
  }

  /// The layers of one snippet [3, frames, height, width], computed on a number of threads; [channels, moments, height, width].
  package func pooled(of snippet: Tensor, threads: Int) -> Tensor {
    precondition(snippet.shape == snippetShape, "the snippet must have the stem's shape")
    let workspace = makeWorkspace(threads: threads)
    _ = workspace.snippet.update(fromContentsOf: snippet.values)
    var values = [Float](repeating: 0, count: pooledShape.reduce(1, *))
    var span = values.mutableSpan
    run(in: workspace, into: &span)
    return Tensor(shape: pooledShape, values: values)
  }
}
