package io.csgen.click;

import static org.assertj.core.api.Assertions.assertThat;

import io.csgen.model.ShopModel;
import io.csgen.model.ShopModel.Preset;
import io.csgen.simulate.ClickGenerator;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Instant;
import java.util.HexFormat;
import java.util.Locale;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The bytes of the formats, pinned: whoever reads files of csgen relies on them. */
class FormatDigestTest {
    private static final Instant START = Instant.parse("2026-01-05T00:00:00Z");

    private static ShopModel store(String name) {
        return name.equals("quoted")
                ? ShopModel.classic()
                        .with("group-name-1", "Books, \"rare\" ones")
                        .with("group-name-2", "Filme für 日本 \\ 😀")
                        .with("web-store-url", "https://shop.example/a,b")
                        .with("customer-id-max", "8000")
                        .with("shop-journeys", "on")
                : ShopModel.preset(Preset.valueOf(name.toUpperCase(Locale.ROOT)));
    }

    /** Each digest is half of the SHA-256 of the header and 10,000 lines. */
    @ParameterizedTest(name = "{0} as {1}")
    @CsvSource({
        "classic,url,891280189fc3f7487e7abe15aa8e0c3b",
        "classic,json-url,f28c97234d594184c788810d1978d5dc",
        "classic,json,72815adbee07e02c8815b865ed4e571c",
        "classic,csv,a84e2fe5cbf7778734b477b711574bbe",
        "reference,url,1309cacbe49ca93a4c3803f7c60f5d85",
        "reference,json-url,d5e865cc7905760381abddad5884158a",
        "reference,json,9f9eac57d6ac8466875bd4d9540c21dd",
        "reference,csv,f5e43c3581b6a43c92605ba12335f669",
        "yoochoose,url,9347c4346bbb03df963534878a328f86",
        "yoochoose,json-url,5f66fdec9717a9e89211f4c2b7d6b842",
        "yoochoose,json,3bd6a0cc2480551993bc3b0c80e26c45",
        "yoochoose,csv,6f3bb0cb15c7e85efaa1fbef983000af",
        "diginetica,url,c2ad2195d17794944e1cb1083cceff7d",
        "diginetica,json-url,f3eff873f15a54dddc780dcbd1cb1705",
        "diginetica,json,b253f0e38fd195a58594e1283943b7a1",
        "diginetica,csv,afa1a64f1a50524909969d828fd3317e",
        "retailrocket,url,7144ccab97c749cc77d148930f06a77b",
        "retailrocket,json-url,906391fb6aaa81cb97abf3c565f744b5",
        "retailrocket,json,a984ee47aa81134ac5725e263cfbeb14",
        "retailrocket,csv,4b7c7ca46992e5a0693d44c65b527035",
        "rees46,url,8881e80185089ac310a60e02aabf3706",
        "rees46,json-url,a400c43a3698eb1590c497a8c791eacd",
        "rees46,json,4e007d0a3f028b0a7723e992d3960401",
        "rees46,csv,c4c9317a06b7ca767c75aa17a92d0d3c",
        "quoted,url,5a3b219948318719178e38ce25f3b7e1",
        "quoted,json-url,ff7291c5f47679fee6468b49845ac9ad",
        "quoted,json,9b72d04844e3523d4713dcb6840e576d",
        "quoted,csv,d7fcb9a67f8acdcd2fa37dcb35fc3ce9"
    })
    void linesAreTheSameForEver(String store, String format, String digest) throws NoSuchAlgorithmException {
        ShopModel model = store(store);
        ClickEncoder encoder = model.encoder(ClickFormat.named(format));
        MessageDigest sha256 = MessageDigest.getInstance("SHA-256");
        sha256.update(encoder.header());
        for (Click click : ClickGenerator.of(model, 7, START).clicks(10_000)) {
            sha256.update(encoder.encode(click));
            sha256.update((byte) '\n');
        }

        assertThat(HexFormat.of().formatHex(sha256.digest()).substring(0, 32))
                .as("%s, %s", store, format)
                .isEqualTo(digest);
    }
}
