import Testing
import VigilCore

@Suite struct `A limit of address space` {
  private func complaint(limit: String, pages: Int = 75_000) -> String? {
    AddressSpace.complaint(
      limits: "Limit                     Soft Limit           Hard Limit           Units     \n"
        + "Max cpu time              unlimited            unlimited            seconds   \n"
        + "Max address space         \(limit)            unlimited            bytes     \n",
      sizes: "\(pages) 9000 7000 7 0 30000 0\n",
      pageSize: 4096)
  }

  @Test func `is doubted where it leaves no room for threads`() {
    #expect(complaint(limit: "307200000")?.contains("limit of 292 MiB of address space (ulimit -v)") == true)
    #expect(complaint(limit: "512000000") != nil)
    #expect(complaint(limit: "819200000") == nil && complaint(limit: "unlimited") == nil)
    #expect(complaint(limit: "819200000", pages: 140_000) != nil)
  }

  @Test func `is none where the system does not tell`() {
    #expect(AddressSpace.complaint(limits: "", sizes: "1", pageSize: 4096) == nil)
    #expect(AddressSpace.complaint(limits: "Max address space 5", sizes: "", pageSize: 4096) == nil)
  }
}
