/// The programs that exported networks are for.
///
/// Files for different programs differ in how 8-bit integers are written; files of networks in floats differ only in what
/// they say of themselves.
public enum ONNXTarget: String, Hashable, Sendable, CaseIterable {
  /// OpenVINO: activations after a relu are 0 to 255, as its kernels for processors take them.
  case openVINO = "openvino"
  /// ONNX Runtime: the same as for OpenVINO.
  case onnxRuntime = "onnxruntime"
  /// TensorRT: all integers are signed and all zero points 0.
  ///
  /// Its parser takes unsigned integers for signed ones, with a warning, and then cuts off the upper half of the values
  /// (seen with the parser of TensorRT-RTX 1.7; `scripts/check-tensorrt` shows it).
  case tensorRT = "tensorrt"
}
