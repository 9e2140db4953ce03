BEGIN TRANSACTION;
CREATE TABLE alembic_version (
	version_num VARCHAR(32) NOT NULL, 
	CONSTRAINT alembic_version_pkc PRIMARY KEY (version_num)
);
INSERT INTO "alembic_version" VALUES('0001');
CREATE TABLE controles (
	asset VARCHAR(32) NOT NULL, 
	regle VARCHAR(64) NOT NULL, 
	portee VARCHAR(10) NOT NULL, 
	severite VARCHAR(10) NOT NULL, 
	reussi BOOLEAN NOT NULL, 
	juges BIGINT NOT NULL, 
	fautifs BIGINT NOT NULL, 
	phrase TEXT NOT NULL, 
	exemples TEXT NOT NULL, 
	CONSTRAINT pk_controles PRIMARY KEY (asset, regle, portee), 
	CONSTRAINT ck_controles_severite CHECK (severite IN ('critical', 'warning'))
);
INSERT INTO "controles" VALUES('magasins','magasins_id_present','','critical',1,2,0,'Chaque magasin a un identifiant.','[]');
CREATE TABLE livraisons (
	livraison INTEGER NOT NULL, 
	nom TEXT NOT NULL, 
	sha256 VARCHAR(64) NOT NULL, 
	genre VARCHAR(10) NOT NULL, 
	jour DATE, 
	octets BIGINT NOT NULL, 
	recue_le DATETIME NOT NULL, 
	lignes BIGINT NOT NULL, 
	acceptees BIGINT NOT NULL, 
	rejetees BIGINT NOT NULL, 
	vides BIGINT NOT NULL, 
	statut VARCHAR(10) NOT NULL, 
	message TEXT NOT NULL, 
	CONSTRAINT pk_livraisons PRIMARY KEY (livraison), 
	CONSTRAINT ck_livraisons_genre CHECK (genre IN ('produits', 'magasins', 'historique', 'jour')), 
	CONSTRAINT ck_livraisons_statut CHECK (statut IN ('recue', 'lue', 'chargee', 'en_attente', 'refusee', 'doublon')), 
	CONSTRAINT ck_livraisons_compte CHECK (lignes = acceptees + rejetees + vides)
);
INSERT INTO "livraisons" VALUES(1,'produits.csv','4c25e0f1a4b63488abf1d7dfddcadc04db16f5216d9f6a67c5e1058564f83d83','produits',NULL,56,'2025-10-20 12:00:00.000000',2,2,0,0,'chargee','');
INSERT INTO "livraisons" VALUES(2,'magasins.csv','da438512c9b6cc33ecafa376689b89ff64be6e298dafa34d6a977456a1308d9a','magasins',NULL,57,'2025-10-20 12:00:00.000000',2,2,0,0,'chargee','');
INSERT INTO "livraisons" VALUES(3,'ventes.csv','365b00356b8e392fde2d155c12f94bd1c0a77a323d9274a96266e6a3dca403f9','historique',NULL,133,'2025-10-20 12:00:00.000000',6,4,2,0,'chargee','ventes.csv, ligne 6, colonne ID_produit : produit inconnu (C) ; 1 ligne(s) en quarantaine. Ajoutez le produit à produits.csv : elles seront reprises.');
INSERT INTO "livraisons" VALUES(4,'ventes_2025-10-02.csv','81f602c7ed66423d84726f0a59201d8c76b79f62494acf34236f16f2348f982b','jour','2025-10-02',53,'2025-10-20 12:00:00.000000',1,1,0,0,'chargee','');
INSERT INTO "livraisons" VALUES(5,'ventes_bis.csv','94f78a6fa763a2ef25ee5bfb1ebaaf65682ce6188c5e049c868f11831ed5daf1','historique',NULL,53,'2025-10-20 12:00:00.000000',1,1,0,0,'en_attente','ventes_bis.csv est en attente, rien n’a été remplacé : le 01/10/2025, le magasin 1 passerait de 2 à 1 lignes (1 cas). Si c’est voulu : sales-assets accept 5.');
INSERT INTO "livraisons" VALUES(6,'produits.csv','3a607ac76663038b6bd610a4604dbb7f33e7e2430b22220c33c65f9fbb8a488c','produits',NULL,53,'2025-10-21 12:00:00.000000',2,2,0,0,'chargee','');
CREATE TABLE magasins (
	"ID_magasin" TEXT NOT NULL, 
	numero INTEGER NOT NULL, 
	ville TEXT, 
	nombre_salaries BIGINT, 
	actif BOOLEAN NOT NULL, 
	livraison INTEGER NOT NULL, 
	CONSTRAINT pk_magasins PRIMARY KEY ("ID_magasin"), 
	CONSTRAINT ck_magasins_numero CHECK (numero BETWEEN 1 AND 9999), 
	CONSTRAINT ck_magasins_salaries CHECK (nombre_salaries >= 0), 
	CONSTRAINT ck_magasins_id CHECK ("ID_magasin" <> ''), 
	CONSTRAINT uq_magasins_numero UNIQUE (numero), 
	CONSTRAINT fk_magasins_livraison FOREIGN KEY(livraison) REFERENCES livraisons (livraison)
);
INSERT INTO "magasins" VALUES('1',1,'Ville 1',3,1,2);
INSERT INTO "magasins" VALUES('2',2,'Ville 2',3,1,2);
CREATE TABLE prix_historique (
	"ID_produit" TEXT NOT NULL, 
	valable_du DATE NOT NULL, 
	valable_au DATE, 
	prix_e4 BIGINT NOT NULL, 
	prix NUMERIC(18, 4) GENERATED ALWAYS AS ("prix_e4" / 10000.0), 
	livraison INTEGER NOT NULL, 
	CONSTRAINT pk_prix_historique PRIMARY KEY ("ID_produit", valable_du), 
	CONSTRAINT ck_prix_historique_prix CHECK (prix_e4 >= 0), 
	CONSTRAINT ck_prix_historique_periode CHECK (valable_au >= valable_du), 
	CONSTRAINT "fk_prix_historique_ID_produit" FOREIGN KEY("ID_produit") REFERENCES produits ("ID_produit"), 
	CONSTRAINT fk_prix_historique_livraison FOREIGN KEY(livraison) REFERENCES livraisons (livraison)
);
INSERT INTO "prix_historique" VALUES('A','2025-10-20','2025-10-20',15000,1);
INSERT INTO "prix_historique" VALUES('B','2025-10-20',NULL,100000,1);
INSERT INTO "prix_historique" VALUES('A','2025-10-21',NULL,20000,6);
CREATE TABLE produits (
	"ID_produit" TEXT NOT NULL, 
	nom TEXT, 
	prix_e4 BIGINT, 
	prix NUMERIC(18, 4) GENERATED ALWAYS AS ("prix_e4" / 10000.0), 
	stock BIGINT, 
	actif BOOLEAN NOT NULL, 
	livraison INTEGER NOT NULL, 
	CONSTRAINT pk_produits PRIMARY KEY ("ID_produit"), 
	CONSTRAINT ck_produits_prix CHECK (prix_e4 >= 0), 
	CONSTRAINT ck_produits_stock CHECK (stock >= 0), 
	CONSTRAINT ck_produits_id CHECK ("ID_produit" <> ''), 
	CONSTRAINT fk_produits_livraison FOREIGN KEY(livraison) REFERENCES livraisons (livraison)
);
INSERT INTO "produits" VALUES('A','Nom A',20000,10,1,6);
INSERT INTO "produits" VALUES('B','Nom B',100000,10,1,6);
CREATE TABLE rectifications (
	date DATE NOT NULL, 
	"ID_magasin" TEXT NOT NULL, 
	rang INTEGER NOT NULL, 
	livraison INTEGER NOT NULL, 
	lignes_avant BIGINT NOT NULL, 
	lignes_apres BIGINT NOT NULL, 
	quantite_avant BIGINT NOT NULL, 
	quantite_apres BIGINT NOT NULL, 
	ca_avant_e4 BIGINT NOT NULL, 
	ca_apres_e4 BIGINT NOT NULL, 
	CONSTRAINT pk_rectifications PRIMARY KEY (date, "ID_magasin", rang), 
	CONSTRAINT "fk_rectifications_ID_magasin" FOREIGN KEY("ID_magasin") REFERENCES magasins ("ID_magasin"), 
	CONSTRAINT fk_rectifications_livraison FOREIGN KEY(livraison) REFERENCES livraisons (livraison)
);
INSERT INTO "rectifications" VALUES('2025-10-02','2',1,4,1,1,1,3,100000,300000);
CREATE TABLE rejets (
	livraison INTEGER NOT NULL, 
	ligne BIGINT NOT NULL, 
	date DATE, 
	"ID_magasin" TEXT, 
	"ID_produit" TEXT, 
	quantite INTEGER, 
	prix_unitaire_e4 BIGINT, 
	colonne TEXT, 
	raison VARCHAR(32) NOT NULL, 
	texte TEXT NOT NULL, 
	CONSTRAINT pk_rejets PRIMARY KEY (livraison, ligne), 
	CONSTRAINT fk_rejets_livraison FOREIGN KEY(livraison) REFERENCES livraisons (livraison)
);
INSERT INTO "rejets" VALUES(3,7,NULL,'1','B',1,NULL,'date','date_invalide','hier,B,1,1');
INSERT INTO "rejets" VALUES(3,6,'2025-10-03','1','C',1,NULL,'ID_produit','produit_inconnu','2025-10-03,C,1,1');
CREATE TABLE totaux_jour (
	date DATE NOT NULL, 
	lignes BIGINT NOT NULL, 
	quantite BIGINT NOT NULL, 
	ca_e4 BIGINT NOT NULL, 
	brut_e4 BIGINT NOT NULL, 
	retours_e4 BIGINT NOT NULL, 
	ca NUMERIC(18, 4) GENERATED ALWAYS AS ("ca_e4" / 10000.0), 
	CONSTRAINT pk_totaux_jour PRIMARY KEY (date), 
	CONSTRAINT ck_totaux_jour_lignes CHECK (lignes > 0), 
	CONSTRAINT ck_totaux_jour_ca CHECK (ca_e4 = brut_e4 + retours_e4)
);
INSERT INTO "totaux_jour" VALUES('2025-10-01',2,4,60000,60000,0);
INSERT INTO "totaux_jour" VALUES('2025-10-02',2,2,285000,300000,-15000);
CREATE TABLE totaux_magasin_jour (
	date DATE NOT NULL, 
	"ID_magasin" TEXT NOT NULL, 
	lignes BIGINT NOT NULL, 
	quantite BIGINT NOT NULL, 
	ca_e4 BIGINT NOT NULL, 
	brut_e4 BIGINT NOT NULL, 
	retours_e4 BIGINT NOT NULL, 
	ca NUMERIC(18, 4) GENERATED ALWAYS AS ("ca_e4" / 10000.0), 
	livraison INTEGER NOT NULL, 
	empreinte VARCHAR(16) NOT NULL, 
	CONSTRAINT pk_totaux_magasin_jour PRIMARY KEY (date, "ID_magasin"), 
	CONSTRAINT ck_totaux_magasin_jour_lignes CHECK (lignes > 0), 
	CONSTRAINT ck_totaux_magasin_jour_ca CHECK (ca_e4 = brut_e4 + retours_e4), 
	CONSTRAINT "fk_totaux_magasin_jour_ID_magasin" FOREIGN KEY("ID_magasin") REFERENCES magasins ("ID_magasin"), 
	CONSTRAINT fk_totaux_magasin_jour_livraison FOREIGN KEY(livraison) REFERENCES livraisons (livraison)
);
INSERT INTO "totaux_magasin_jour" VALUES('2025-10-01','1',2,4,60000,60000,0,3,'ff59d877065a8c6c');
INSERT INTO "totaux_magasin_jour" VALUES('2025-10-02','1',1,-1,-15000,0,-15000,3,'413d704b4fb19463');
INSERT INTO "totaux_magasin_jour" VALUES('2025-10-02','2',1,3,300000,300000,0,4,'67a53438644ff629');
CREATE TABLE totaux_mois (
	mois VARCHAR(7) NOT NULL, 
	lignes BIGINT NOT NULL, 
	quantite BIGINT NOT NULL, 
	ca_e4 BIGINT NOT NULL, 
	brut_e4 BIGINT NOT NULL, 
	retours_e4 BIGINT NOT NULL, 
	ca NUMERIC(18, 4) GENERATED ALWAYS AS ("ca_e4" / 10000.0), 
	CONSTRAINT pk_totaux_mois PRIMARY KEY (mois), 
	CONSTRAINT ck_totaux_mois_lignes CHECK (lignes > 0), 
	CONSTRAINT ck_totaux_mois_ca CHECK (ca_e4 = brut_e4 + retours_e4)
);
INSERT INTO "totaux_mois" VALUES('2025-10',4,6,345000,360000,-15000);
CREATE TABLE totaux_produit_jour (
	date DATE NOT NULL, 
	"ID_produit" TEXT NOT NULL, 
	lignes BIGINT NOT NULL, 
	quantite BIGINT NOT NULL, 
	ca_e4 BIGINT NOT NULL, 
	brut_e4 BIGINT NOT NULL, 
	retours_e4 BIGINT NOT NULL, 
	ca NUMERIC(18, 4) GENERATED ALWAYS AS ("ca_e4" / 10000.0), 
	CONSTRAINT pk_totaux_produit_jour PRIMARY KEY (date, "ID_produit"), 
	CONSTRAINT ck_totaux_produit_jour_lignes CHECK (lignes > 0), 
	CONSTRAINT ck_totaux_produit_jour_ca CHECK (ca_e4 = brut_e4 + retours_e4), 
	CONSTRAINT "fk_totaux_produit_jour_ID_produit" FOREIGN KEY("ID_produit") REFERENCES produits ("ID_produit")
);
INSERT INTO "totaux_produit_jour" VALUES('2025-10-01','A',2,4,60000,60000,0);
INSERT INTO "totaux_produit_jour" VALUES('2025-10-02','A',1,-1,-15000,0,-15000);
INSERT INTO "totaux_produit_jour" VALUES('2025-10-02','B',1,3,300000,300000,0);
CREATE TABLE ventes (
	"ID_vente" INTEGER NOT NULL, 
	"ID_produit" TEXT NOT NULL, 
	"ID_magasin" TEXT NOT NULL, 
	date DATE NOT NULL, 
	quantite INTEGER NOT NULL, 
	prix_unitaire_e4 BIGINT NOT NULL, 
	prix_unitaire NUMERIC(18, 4) GENERATED ALWAYS AS ("prix_unitaire_e4" / 10000.0), 
	total_e4 BIGINT NOT NULL, 
	total_price NUMERIC(18, 4) GENERATED ALWAYS AS ("total_e4" / 10000.0), 
	ticket TEXT, 
	CONSTRAINT pk_ventes PRIMARY KEY ("ID_vente"), 
	CONSTRAINT ck_ventes_quantite CHECK (quantite <> 0), 
	CONSTRAINT ck_ventes_prix CHECK (prix_unitaire_e4 >= 0), 
	CONSTRAINT ck_ventes_total CHECK (total_e4 = quantite * prix_unitaire_e4), 
	CONSTRAINT "fk_ventes_ID_produit" FOREIGN KEY("ID_produit") REFERENCES produits ("ID_produit"), 
	CONSTRAINT "fk_ventes_ID_magasin" FOREIGN KEY("ID_magasin") REFERENCES magasins ("ID_magasin")
);
INSERT INTO "ventes" VALUES(2025100100010000001,'A','1','2025-10-01',2,15000,30000,NULL);
INSERT INTO "ventes" VALUES(2025100100010000002,'A','1','2025-10-01',2,15000,30000,NULL);
INSERT INTO "ventes" VALUES(2025100200010000001,'A','1','2025-10-02',-1,15000,-15000,NULL);
INSERT INTO "ventes" VALUES(2025100200020000001,'B','2','2025-10-02',3,100000,300000,NULL);
CREATE INDEX ix_livraisons_nom ON livraisons (nom);
CREATE INDEX ix_livraisons_sha256 ON livraisons (sha256);
CREATE INDEX ix_rejets_date ON rejets (date, "ID_magasin", livraison);
CREATE INDEX ix_totaux_magasin_jour_livraison ON totaux_magasin_jour (livraison);
CREATE INDEX "ix_totaux_produit_jour_ID_produit" ON totaux_produit_jour ("ID_produit", date);
COMMIT;
