// SPDX-License-Identifier: AGPL-3.0-or-later
import java.io.FileInputStream;
import java.util.List;
import org.verapdf.gf.foundry.VeraGreenfieldFoundryProvider;
import org.verapdf.pdfa.Foundries;
import org.verapdf.pdfa.PDFAParser;
import org.verapdf.pdfa.PDFAValidator;
import org.verapdf.pdfa.flavours.PDFAFlavour;
import org.verapdf.pdfa.results.TestAssertion;
import org.verapdf.pdfa.results.ValidationResult;

/** Files that are to be PDF/A-2a and PDF/UA-1: what veraPDF finds in them, and 1 for anything. */
public final class ValidPdf {
    private static boolean isValid(String file, PDFAFlavour flavour) throws Exception {
        try (PDFAParser parser = Foundries.defaultInstance().createParser(new FileInputStream(file), flavour);
             PDFAValidator validator = Foundries.defaultInstance().createValidator(flavour, false)) {
            ValidationResult result = validator.validate(parser);
            System.out.printf("%s: %s: %s, %d checks%n", file, flavour.getId(),
                              result.isCompliant() ? "valid" : "NOT VALID", result.getTotalAssertions());
            List<TestAssertion> found = result.getTestAssertions();
            for (TestAssertion one : found.subList(0, Math.min(found.size(), 20)))
                System.out.printf("  %s-%d: %s (%s)%n", one.getRuleId().getClause(),
                                  one.getRuleId().getTestNumber(), one.getMessage(),
                                  one.getLocation().getContext());
            return result.isCompliant();
        }
    }

    public static void main(String[] files) throws Exception {
        boolean isValid = files.length > 0;

        VeraGreenfieldFoundryProvider.initialise();
        for (String file : files) {
            isValid &= isValid(file, PDFAFlavour.PDFA_2_A);
            isValid &= isValid(file, PDFAFlavour.PDFUA_1);
        }
        System.exit(isValid ? 0 : 1);
    }
}
