import Testing
import VigilTestSupport

/// All suites with the double, one test after another: they share its memory, which one of them counts.
@Suite(.enabled(if: TensorRTDouble.canBeBuilt, "there is no g++ to build the double with"), .serialized)
enum TensorRT {}
