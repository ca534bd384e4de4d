package dev.sallyport.crypto.audit.merkle;

import dev.sallyport.crypto.audit.Hash32;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.List;

/** RFC 9162 section 2.1 word by word, over the leaves' data, with a hash of its own: what everything is compared with. */
final class NaiveTree {
    private NaiveTree() {}

    /** {@code MTH(D_n)}. */
    static byte[] root(List<byte[]> data) {
        if (data.isEmpty()) {
            return sha256(new byte[0][]);
        }
        if (data.size() == 1) {
            return sha256(new byte[] {0}, data.get(0));
        }
        int k = split(data.size());
        return sha256(new byte[] {1}, root(data.subList(0, k)), root(data.subList(k, data.size())));
    }

    /** {@code PATH(m, D_n)}. */
    static List<Hash32> path(int m, List<byte[]> data) {
        List<Hash32> path = new ArrayList<>();
        if (data.size() > 1) {
            int k = split(data.size());
            boolean left = m < k;
            path.addAll(left ? path(m, data.subList(0, k)) : path(m - k, data.subList(k, data.size())));
            path.add(Hash32.of(root(left ? data.subList(k, data.size()) : data.subList(0, k))));
        }
        return path;
    }

    /** {@code SUBPROOF(m, D_n, b)}. */
    static List<Hash32> subproof(int m, List<byte[]> data, boolean complete) {
        List<Hash32> path = new ArrayList<>();
        if (m == data.size()) {
            if (!complete) {
                path.add(Hash32.of(root(data)));
            }
            return path;
        }
        int k = split(data.size());
        if (m <= k) {
            path.addAll(subproof(m, data.subList(0, k), complete));
            path.add(Hash32.of(root(data.subList(k, data.size()))));
        } else {
            path.addAll(subproof(m - k, data.subList(k, data.size()), false));
            path.add(Hash32.of(root(data.subList(0, k))));
        }
        return path;
    }

    private static int split(int n) {
        int k = 1;
        while (k * 2 < n) {
            k *= 2;
        }
        return k;
    }

    private static byte[] sha256(byte[]... parts) {
        try {
            MessageDigest digest = MessageDigest.getInstance("SHA-256");
            for (byte[] part : parts) {
                digest.update(part);
            }
            return digest.digest();
        } catch (NoSuchAlgorithmException e) {
            throw new AssertionError(e);
        }
    }
}
