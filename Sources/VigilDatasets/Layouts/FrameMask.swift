import Foundation
import VigilCore
import VigilEvaluation
import VigilTensorFiles

/// Ground truth as an array for each video, 0 or 1 for each frame.
enum FrameMask {
  /// Reads an array, of shape [frames]; extents of 1 are allowed.
  static func read(_ file: URL) throws(DatasetError) -> GroundTruth {
    let mask: Tensor
    do { mask = try NPY.read(file) } catch { throw DatasetError(.badFile, error.message) }
    guard mask.shape.count(where: { $0 != 1 }) <= 1 else {
      throw DatasetError(.badFile, "\(file.path) has the shape \(mask.shape), not a label for each frame")
    }
    return GroundTruth(labels: mask.values.map { $0 != 0 })
  }
}
