import Foundation
package import Testing

extension Trait where Self == ConditionTrait {
  /// Of a test that measures time, which other tests at once would take: `make test` runs it after them, with VIGIL_MEASURED_ALONE set.
  package static var measuredAlone: Self {
    .enabled(
      if: ProcessInfo.processInfo.environment["VIGIL_MEASURED_ALONE"] != nil,
      "it measures time; make test runs it alone")
  }
}
