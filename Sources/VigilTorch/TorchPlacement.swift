import VigilInference

/// The device and the arithmetic of a network.
struct TorchPlacement {
  var device = ComputeDevice.cpu
  /// Bits of a float: 32; 16, which not every processor supports; or 64, for checks.
  var bits = 32
  /// Threads on the processor.
  var threads: Int
  /// Whether five-dimensional tensors are stored channels-last.
  var hasChannelsLast = false
  /// Whether a GPU replays all operations at once (a CUDA graph) when a shape recurs.
  var replays = false
}
