public import VigilCore
public import VigilDatasets

/// Pools videos of any length to the same number of segments, as in RTFM's training (32 in the paper; Sultani et al., CVPR
/// 2018, section 4).
public enum SegmentPooling {
  /// The boundaries of segments: `floor(i * snippets / segments)` for i from 0 to `segments`.
  public static func edges(snippets: Int, segments: Int) -> [Int] {
    (0...segments).map { $0 * snippets / segments }
  }

  /// The mean of each segment's snippets, or the snippet at its boundary if a segment has none.
  ///
  /// features [snippets, crops, F] -> [crops, segments, F].
  public static func pooled(_ features: VideoFeatures, segments: Int) -> Tensor {
    let (crops, size) = (features.rowShape[0], features.rowShape[1])
    let edges = edges(snippets: features.rowCount, segments: segments)
    var values = [Float](repeating: 0, count: crops * segments * size)
    var sums = [Double](repeating: 0, count: crops * size)
    for segment in 0..<segments {
      let first = min(edges[segment], features.rowCount - 1)
      let rows = first..<max(first + 1, edges[segment + 1])
      for index in sums.indices { sums[index] = 0 }
      for row in rows {
        features.withRow(row) { span in
          for index in sums.indices { sums[index] += Double(span[index]) }
        }
      }
      for crop in 0..<crops {
        let place = (crop * segments + segment) * size
        for index in 0..<size {
          values[place + index] = Float(sums[crop * size + index] / Double(rows.count))
        }
      }
    }
    return Tensor(shape: [crops, segments, size], values: values)
  }
}
